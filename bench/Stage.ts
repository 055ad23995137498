import { Child } from './child/Child.ts'
import { ClientFleet } from './clients/ClientFleet.ts'
import { type LoadOrders } from './load/loadOrders.ts'
import { type Sizes } from './sizes.ts'
import { BenchPostgres } from './systems/BenchPostgres.ts'
import { startRefetch, type Refetch } from './systems/startRefetch.ts'
import { startSignalbox, type Signalbox } from './systems/startSignalbox.ts'
import { type System } from './systems/System.ts'

/** One system with its clients. */
export interface Contestant {
  system: System
  fleet: ClientFleet
}

/** The systems on one PostgreSQL, their clients, and those who write. */
export class Stage implements AsyncDisposable {
  readonly #opened: AsyncDisposableStack
  readonly #signalbox: Signalbox
  readonly #refetch: readonly Refetch[]
  readonly #profileDir: string | undefined
  readonly postgres: BenchPostgres
  readonly load: Child<LoadOrders>
  readonly sizes: Sizes
  #fleets: Contestant[] = []

  private constructor(
    opened: AsyncDisposableStack,
    parts: { postgres: BenchPostgres; signalbox: Signalbox; refetch: Refetch[]; load: Child<LoadOrders> },
    sizes: Sizes,
    profileDir: string | undefined,
  ) {
    this.#opened = opened
    this.#signalbox = parts.signalbox
    this.#refetch = parts.refetch
    this.postgres = parts.postgres
    this.load = parts.load
    this.sizes = sizes
    this.#profileDir = profileDir
    opened.defer(() => this.clear())
  }

  /** @param opened what was opened is closed with it, also where opening the rest fails */
  static async open(opened: AsyncDisposableStack, sizes: Sizes, profileDir: string | undefined): Promise<Stage> {
    const postgres = opened.use(await BenchPostgres.start())
    const env: Record<string, string> =
      profileDir === undefined ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profileDir}` }
    const signalbox = await startSignalbox(postgres, opened, { tickets: sizes.tickets, env })
    const refetch: Refetch[] = []
    for (const sharesQueries of [false, true]) {
      const name = sharesQueries ? 're-fetch, shared queries' : 'broadcast and re-fetch'
      refetch.push(await startRefetch(postgres, opened, { name, sharesQueries, profileDir }))
    }
    const program = new URL('./load/loadProcess.ts', import.meta.url)
    const load = opened.use(new Child<LoadOrders>(program, { profileDir: undefined }))
    const stage = new Stage(opened, { postgres, signalbox, refetch, load }, sizes, profileDir)
    await stage.holdTickets(sizes.tickets)
    return stage
  }

  /** All systems with at least so many tickets, their databases as after a vacuum. No clients may be there. */
  async holdTickets(tickets: number): Promise<void> {
    await this.clear()
    await this.#signalbox.grow(tickets)
    for (const refetch of this.#refetch) await refetch.copyFrom(this.#signalbox.superuser)
  }

  /** All systems with so many clients; those that are there stay. */
  async contestants(clients: number): Promise<readonly Contestant[]> {
    if (this.#fleets.length === 0) this.#fleets = this.newContestants()
    for (const { fleet } of this.#fleets) await fleet.grow(clients)
    return this.#fleets
  }

  /** All systems with new, empty fleets, which are for the caller to end. */
  newContestants(): Contestant[] {
    return [this.#signalbox, ...this.#refetch].map((system) => ({
      system,
      fleet: new ClientFleet(system, this.#profileDir),
    }))
  }

  get names(): string[] {
    return [this.#signalbox, ...this.#refetch].map(({ name }) => name)
  }

  /** Ends all clients. */
  async clear(): Promise<void> {
    await Promise.all(this.#fleets.splice(0).map(({ fleet }) => fleet[Symbol.asyncDispose]()))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#opened.disposeAsync()
  }
}
