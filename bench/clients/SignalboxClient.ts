import { MessageChannel } from 'node:worker_threads'
import { v7 } from 'uuid'
import { createCaller, type Caller } from '../../desktop/link/caller.ts'
import { linkVersion, type RowsBatch, type Status } from '../../desktop/link/messages.ts'
import { nodePort } from '../../desktop/link/portAdaptors.ts'
import { createFetchHttp } from '../../desktop/sync/entries/fetchHttp.ts'
import { createMqttTransport } from '../../desktop/sync/entries/mqttTransport.ts'
import { systemClock } from '../../desktop/sync/entries/systemClock.ts'
import { createMemoryStore } from '../../desktop/sync/memoryStore.ts'
import { type Credentials, type Log } from '../../desktop/sync/ports.ts'
import { entityTypes } from '../../api/contract/change.ts'
import { SyncClient } from '../../desktop/sync/SyncClient.ts'
import { ApiClient } from '../../api/testing/ApiClient.ts'
import { type BenchClient, type ClientConfig, type ClientEvents, type HeldRow } from './BenchClient.ts'

type Config = Extract<ClientConfig, { system: 'signalbox' }>

/** Doubts and errors are worth seeing; what is usual is not. */
const log: Log = {
  info: () => {},
  warn: (message, details) => void process.stderr.write(`${message} ${JSON.stringify(details)}\n`),
  error: (message, details) => void process.stderr.write(`${message} ${JSON.stringify(details)}\n`),
}

/**
 * The sync client as the desktop app runs it, with one window joined by a MessagePort: what counts as applied is what the
 * window holds, after the copy. Its store is memory without copies: the disk of a hundred clients on one machine is
 * nothing that a hundred machines have in common.
 */
export class SignalboxClient implements BenchClient {
  readonly #config: Config
  readonly #credentials: Credentials
  readonly #events: ClientEvents
  readonly #rows = new Map<string, HeldRow>()
  #client: SyncClient | undefined
  #window: Caller | undefined
  #phase: Status['phase'] = 'starting'
  #onPhase: () => void = () => {}

  private constructor(config: Config, credentials: Credentials, events: ClientEvents) {
    this.#config = config
    this.#credentials = credentials
    this.#events = events
  }

  /** Signed in, as on a machine where someone signed in the day before. */
  static async make(config: Config, events: ClientEvents): Promise<SignalboxClient> {
    const { session } = await ApiClient.signIn(config.server, config.signIn)
    const { refreshToken, user } = session
    return new SignalboxClient(config, { refreshToken, user }, events)
  }

  async start(): Promise<void> {
    const { server } = this.#config
    let credentials: Credentials | undefined = this.#credentials
    this.#client = new SyncClient({
      clock: systemClock,
      http: createFetchHttp(server),
      mqtt: createMqttTransport({ url: `${server.replace(/^http/, 'ws')}/mqtt`, clientId: `bench-${v7()}` }),
      store: createMemoryStore((value) => value),
      credentials: {
        load: async () => credentials,
        save: async (next) => void (credentials = next),
        clear: async () => void (credentials = undefined),
      },
      log,
      home: 'process',
      newId: () => v7(),
    })
    const [window] = await Promise.all([this.#openWindow(this.#client), this.#client.start()])
    this.#window = window
    await this.#until('live')
  }

  rows(): Iterable<HeldRow> {
    return this.#rows.values()
  }

  async leave(): Promise<void> {
    await this.#window?.call('networkLost')
    await this.#until('offline')
  }

  async comeBack(): Promise<void> {
    await this.#window?.call('wake', { reason: 'online' })
    await this.#until('live')
  }

  async close(): Promise<void> {
    await this.#client?.close()
    this.#window?.close()
  }

  async #openWindow(client: SyncClient): Promise<Caller> {
    const { port1, port2 } = new MessageChannel()
    client.attach(nodePort(port2))
    const window = createCaller(nodePort(port1), { after: systemClock.after })
    window.on('rows', (batch) => this.#mirror(batch))
    window.on('status', ({ phase }) => this.#sawPhase(phase))
    const { phase } = await window.call('hello', { linkVersion, windowId: 'bench' })
    this.#sawPhase(phase)
    await window.call('watch', { types: [...entityTypes] })
    return window
  }

  #mirror({ reset, rows, gone }: RowsBatch): void {
    for (const { type, id } of reset.length > 0 ? [...this.#rows.values()] : []) {
      if (reset.some((each) => each === type)) this.#rows.delete(`${type}/${id}`)
    }
    for (const row of rows) {
      this.#rows.set(`${row.type}/${row.id}`, row)
      if (row.type === 'ticket') this.#events.onTicket(row.id, row.version)
    }
    for (const { type, id } of gone) this.#rows.delete(`${type}/${id}`)
  }

  #sawPhase(phase: Status['phase']): void {
    this.#phase = phase
    this.#onPhase()
  }

  async #until(phase: Status['phase']): Promise<void> {
    while (this.#phase !== phase) await new Promise<void>((resolve) => (this.#onPhase = resolve))
  }
}
