import { once } from 'node:events'
import { WebSocket } from 'ws'
import { type BenchClient, type ClientEvents, type HeldRow } from './BenchClient.ts'

type Kind = 'tickets' | 'sites'

interface ListRow {
  id: string
  version: number
}

const retryAfter = 500

/**
 * A client of the kind that Signalbox takes the place of: the lists over HTTP, a WebSocket that says which list changed, and
 * that list fetched again. One fetch at a time: what is announced meanwhile is fetched once, afterwards.
 */
export class RefetchClient implements BenchClient {
  readonly #server: string
  readonly #events: ClientEvents
  readonly #lists: Record<Kind, ListRow[]> = { tickets: [], sites: [] }
  readonly #fetching = new Map<Kind, Promise<void>>()
  readonly #stale = new Set<Kind>()
  #socket: WebSocket | undefined

  private constructor(server: string, events: ClientEvents) {
    this.#server = server
    this.#events = events
  }

  /** There is no sign-in, but as with one the process has made its first request when it starts. */
  static async make(server: string, events: ClientEvents): Promise<RefetchClient> {
    await fetch(server)
    return new RefetchClient(server, events)
  }

  async start(): Promise<void> {
    await this.#connect()
    await Promise.all([this.#refetch('tickets'), this.#refetch('sites')])
  }

  *rows(): Iterable<HeldRow> {
    for (const data of this.#lists.tickets) yield { type: 'ticket', id: data.id, version: data.version, data }
    for (const data of this.#lists.sites) yield { type: 'site', id: data.id, version: data.version, data }
  }

  async leave(): Promise<void> {
    const socket = this.#socket
    if (!socket) return
    socket.terminate()
    await once(socket, 'close')
  }

  /** What was announced meanwhile is not known, so everything is fetched. */
  comeBack(): Promise<void> {
    return this.start()
  }

  close(): Promise<void> {
    return this.leave()
  }

  async #connect(): Promise<void> {
    const socket = new WebSocket(`${this.#server.replace(/^http/, 'ws')}/live`)
    this.#socket = socket
    await once(socket, 'open')
    socket.on('message', (data: Buffer) => {
      const { changed } = JSON.parse(data.toString()) as { changed: Kind }
      void this.#refetch(changed)
    })
  }

  /** Resolves when a list is held that was asked for after this call. */
  async #refetch(kind: Kind): Promise<void> {
    this.#stale.add(kind)
    const running = this.#fetching.get(kind) ?? this.#fetchWhileStale(kind)
    this.#fetching.set(kind, running)
    await running
  }

  async #fetchWhileStale(kind: Kind): Promise<void> {
    while (this.#stale.delete(kind)) await this.#fetch(kind)
    this.#fetching.delete(kind)
  }

  async #fetch(kind: Kind): Promise<void> {
    const response = await fetch(`${this.#server}/${kind}`).catch(() => undefined)
    if (!response?.ok) {
      await new Promise((resolve) => setTimeout(resolve, retryAfter))
      this.#stale.add(kind)
      return
    }
    const list = (await response.json()) as ListRow[]
    this.#lists[kind] = list
    if (kind === 'tickets') for (const { id, version } of list) this.#events.onTicket(id, version)
  }
}
