import { Child } from '../child/Child.ts'
import { type SocketBytes } from '../measure/socketBytes.ts'
import { type System } from '../systems/System.ts'
import { type ClientOrders } from './clientOrders.ts'

/** With two cores more processes than this only take turns. */
const mostProcesses = 4
/** Clients that are started together; a hundred at once would be another workload. */
const together = 5

/** What has not arrived after this long is lost, ms: the slowest system takes some 50 s for a burst, on a busy machine 150. */
const patience = 600_000

/** Clients of one system, spread over a few processes. */
export class ClientFleet implements AsyncDisposable {
  readonly #system: System
  readonly #profileDir: string | undefined
  readonly #processes: { child: Child<ClientOrders>; clients: number }[] = []

  constructor(system: System, profileDir: string | undefined) {
    this.#system = system
    this.#profileDir = profileDir
  }

  get size(): number {
    return this.#processes.reduce((sum, { clients }) => sum + clients, 0)
  }

  get pids(): number[] {
    return this.#processes.map(({ child }) => child.pid)
  }

  /** Adds clients until there are so many; resolves when all of them hold everything. */
  async grow(clients: number): Promise<void> {
    while (this.size < clients) {
      for (let left = Math.min(together, clients - this.size); left > 0; left--) await this.make()
      await this.start()
    }
  }

  /** Prepares one more client, up to where its start can be measured. */
  async make(): Promise<void> {
    const process = this.#emptiest()
    process.clients++
    await process.child.ask('make', this.#system.clientConfig())
  }

  /** Starts those that were made; how long it took until all of them held everything, ms. */
  async start(): Promise<number> {
    return Math.max(...(await this.#all((child) => child.ask('start', undefined))))
  }

  async expect(tickets: { id: string; version: number }[]): Promise<void> {
    await this.#all((child) => child.ask('expect', tickets))
  }

  /**
   * For each client the moments at which it held each of the expected tickets.
   * @throws with their number, where changes have not arrived in that time.
   */
  async applied(): Promise<Float64Array[]> {
    const all = (await this.#all((child) => child.ask('applied', patience))).flat()
    const missing = all.reduce((sum, moments) => sum + moments.filter((moment) => Number.isNaN(moment)).length, 0)
    if (missing === 0) return all
    throw new Error(
      `${this.#system.name}: ${missing} changes have not reached their clients after ${patience / 1000} s.`,
    )
  }

  async bytes(): Promise<SocketBytes> {
    const all = await this.#all((child) => child.ask('bytes', undefined))
    return all.reduce((a, b) => ({ read: a.read + b.read, written: a.written + b.written }), { read: 0, written: 0 })
  }

  /** Rows that are missing, different or too many compared with the database, over all clients. */
  async countWrong(): Promise<number> {
    const truth = await this.#system.database.truth()
    const wrong = await this.#all((child) => child.ask('check', truth))
    return wrong.reduce((sum, each) => sum + each, 0)
  }

  /** Resolves when nothing has come in for a while: fetches that were announced before are done. */
  async settle(): Promise<void> {
    let before = await this.bytes()
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 300))
      const after = await this.bytes()
      // The head of a quiet Signalbox and pings are a few dozen bytes a client.
      if (after.read - before.read < 200 * this.size) return
      before = after
    }
  }

  async leave(): Promise<void> {
    await this.#all((child) => child.ask('leave', undefined))
  }

  /** How long it took until all held everything again, ms. */
  async comeBack(): Promise<number> {
    return Math.max(...(await this.#all((child) => child.ask('comeBack', undefined))))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#processes.splice(0).map(({ child }) => child[Symbol.asyncDispose]()))
  }

  #emptiest(): { child: Child<ClientOrders>; clients: number } {
    if (this.#processes.length < mostProcesses) {
      const child = new Child<ClientOrders>(new URL('./clientProcess.ts', import.meta.url), {
        profileDir: this.#profileDir,
      })
      const process = { child, clients: 0 }
      this.#processes.push(process)
      return process
    }
    const [emptiest] = this.#processes.toSorted((a, b) => a.clients - b.clients)
    if (!emptiest) throw new Error('There is no client process.')
    return emptiest
  }

  #all<T>(order: (child: Child<ClientOrders>) => Promise<T>): Promise<T[]> {
    return Promise.all(this.#processes.map(({ child }) => order(child)))
  }
}
