import { setTimeout as sleep } from 'node:timers/promises'
import { v7 } from 'uuid'
import { type ApiClient } from '../../api/testing/ApiClient.ts'

export interface OwnTicket {
  id: string
  version: number
}

const pause = 50

/**
 * People who rename tickets, one change at a time each, as the consoles do: what was not answered is sent again with the same
 * key until it is. Nobody else changes these tickets, so each acknowledged change has raised its version by one.
 */
export class Writers {
  readonly #client: () => ApiClient
  readonly #shares: OwnTicket[][]
  #stopped = true
  #running: Promise<void>[] = []
  acknowledged = 0
  repeated = 0

  /** @param client asked for anew with each try: a restarted server is another one */
  constructor(client: () => ApiClient, tickets: readonly OwnTicket[], writers: number) {
    this.#client = client
    this.#shares = Array.from({ length: writers }, (_, own) => tickets.filter((__, index) => index % writers === own))
  }

  start(): void {
    this.#stopped = false
    this.#running = this.#shares.map((share) => this.#write(share))
  }

  /** Resolves when what was begun has been answered. */
  async stop(): Promise<void> {
    this.#stopped = true
    await Promise.all(this.#running)
  }

  /** The versions that the acknowledged changes have led to. */
  get expected(): OwnTicket[] {
    return this.#shares.flat()
  }

  async #write(share: OwnTicket[]): Promise<void> {
    for (let index = 0; !this.#stopped; index = (index + 1) % share.length) {
      const ticket = share[index]
      if (!ticket) return
      await this.#rename(ticket)
      await sleep(pause)
    }
  }

  async #rename(ticket: OwnTicket): Promise<void> {
    const key = v7()
    const headers = { 'idempotency-key': key }
    // One that it never had: a change that changes nothing raises no version.
    const title = `Renamed ${key}`
    for (;;) {
      const answer = await this.#client()
        .patch<OwnTicket>(`/tickets/${ticket.id}`, { title }, headers)
        .catch(() => undefined)
      if (answer?.status === 200) break
      if (answer && answer.status < 500) throw new Error(`A change was refused with ${answer.status}.`)
      this.repeated++
      await sleep(pause)
    }
    ticket.version++
    this.acknowledged++
  }
}
