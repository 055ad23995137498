import { Aedes, type AedesOptions, type Client } from 'aedes'
import { parser, type QoS } from 'mqtt-packet'
import { randomUUID } from 'node:crypto'
import { type Access, type Principal, streamOf } from '../access.ts'
import { type ClientStream } from '../ClientStream.ts'
import { type Connections } from '../Connections.ts'
import { type Limits } from '../limits.ts'
import { type Log } from '../log.ts'
import { SubscriptionTree } from '../SubscriptionTree.ts'
import { SandboxLane, type SentMessages } from './SandboxLane.ts'
import { SandboxStore } from './SandboxStore.ts'

export interface SandboxOptions<P extends Principal> {
  /** Below which its clients may do everything, as `conformance/`. */
  readonly prefix: string
  readonly access: Access<P>
  readonly connections: Connections
  readonly limits: Limits
  readonly log: Log
}

type Answers = Required<
  Pick<
    AedesOptions,
    'preConnect' | 'authenticate' | 'authorizeSubscribe' | 'authorizePublish' | 'authorizeForward' | 'published'
  >
>

/** CONNACK return codes (MQTT 3.1.1, table 3.1). */
const refused = { identifier: 2, unavailable: 3, notAuthorised: 5 } as const
type Refusal = (typeof refused)[keyof typeof refused]

/**
 * A second aedes for protocol suites: with wills, QoS 2, retained messages and sessions that are kept, in memory, below one
 * prefix. Its clients come through the same doors, are counted with the others and have the same bounds; their messages
 * never meet those of the product.
 */
export class Sandbox<P extends Principal> {
  readonly #options: SandboxOptions<P>
  readonly #aedes: Aedes
  readonly #principals = new WeakMap<ClientStream, P>()
  readonly #lanes = new WeakMap<ClientStream, SandboxLane>()
  readonly #clients = new Map<string, Client>()
  readonly #granted = new SubscriptionTree<ClientStream, QoS>()
  /** What clients with a session that is kept have not acknowledged. */
  readonly #sent = new Map<string, SentMessages>()

  constructor(options: SandboxOptions<P>) {
    this.#options = options
    this.#aedes = new Aedes({
      ...this.#gate(),
      persistence: new SandboxStore(),
      connectTimeout: options.limits.connectMs,
      maxClientsIdLength: 65_535,
    })
  }

  async start(): Promise<void> {
    const aedes = this.#aedes
    aedes.on('clientReady', (client) => streamOf(client).onConnected())
    aedes.on('client', (client) => void this.#clients.set(client.id, client))
    aedes.on('clientDisconnect', (client) => {
      if (this.#clients.get(client.id) === client) this.#clients.delete(client.id)
      this.#forget(streamOf(client), [...streamOf(client).filters.keys()])
    })
    aedes.on('unsubscribe', (filters, client) => this.#forget(streamOf(client), filters))
    for (const event of ['clientError', 'connectionError'] as const) {
      aedes.on(event, (client, error) =>
        this.#options.log.debug({ err: error, clientId: client.id }, 'a client of the sandbox failed'),
      )
    }
    await aedes.listen()
  }

  /** True where the CONNECT is of somebody whose place is here. Whatever cannot be said now is for the other broker to refuse. */
  async recognises(stream: ClientStream, connect: Buffer): Promise<boolean> {
    const token = tokenOf(connect)
    if (token === undefined) return false
    const { remoteAddress } = stream.transport
    const principal = await this.#options.access
      .authenticate({ token, username: undefined, remoteAddress })
      .catch(() => undefined)
    if (principal?.isSandbox !== true) return false
    this.#principals.set(stream, principal)
    return true
  }

  handle(stream: ClientStream): void {
    const lane = new SandboxLane()
    this.#lanes.set(stream, lane)
    stream.lane = lane
    this.#aedes.handle(stream)
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#aedes.close(resolve))
  }

  #isBelow(topic: string): boolean {
    return topic.startsWith(this.#options.prefix) && topic.length > this.#options.prefix.length
  }

  /** What `$` begins is the server's (MQTT 3.1.1, section 4.7.2): it is taken and goes nowhere, but for what aedes listens to itself. */
  #isApart(topic: string): boolean {
    return topic.startsWith('$') && !topic.startsWith('$SYS')
  }

  #forget(stream: ClientStream, filters: readonly string[]): void {
    for (const filter of filters) {
      if (stream.filters.delete(filter)) this.#granted.remove(filter, stream)
    }
  }

  #gate(): Answers {
    return {
      preConnect: (client, packet, done) => {
        const { clientId, clean = false, keepalive = 0, will } = packet
        streamOf(client).request = { clientId, clean, keepalive, hasWill: will !== undefined }
        // The stream keeps it.
        packet.keepalive = 0
        const isTopic = will === undefined || (this.#isBelow(will.topic) && !/[#+]/.test(will.topic))
        done(isTopic ? null : new Error('a will out of the sandbox'), isTopic)
      },
      authenticate: (client, _username, _password, done) => void this.#answerConnect(client, done),
      authorizeSubscribe: (client, subscription, done) => {
        const { filters } = streamOf(client)
        const isKnown = filters.has(subscription.topic) || filters.size < this.#options.limits.filtersPerClient
        if (!this.#isBelow(subscription.topic) || !isKnown) return done(null, null)
        filters.set(subscription.topic, subscription.qos > 0 ? 1 : 0)
        this.#granted.add(subscription.topic, streamOf(client), subscription.qos)
        // aedes would let the first filter that matches decide; how good it is is said in authorizeForward.
        done(null, { ...subscription, qos: 2 })
      },
      authorizePublish: (_client, packet, done) => {
        if (this.#isApart(packet.topic)) packet.retain = false
        const isTaken = this.#isBelow(packet.topic) || this.#isApart(packet.topic)
        done(isTaken ? null : new Error('a PUBLISH out of the sandbox'))
      },
      authorizeForward: (client, packet) => {
        if (!this.#isBelow(packet.topic)) return null
        // The highest QoS of the filters that match (section 3.3.5).
        const granted = this.#granted.match(packet.topic).get(streamOf(client)) ?? 0
        return { ...packet, qos: Math.min(packet.qos, granted) as QoS }
      },
      published: (_packet, client, done) => {
        done()
        if (client) this.#onPublished(streamOf(client))
      },
    }
  }

  #onPublished(stream: ClientStream): void {
    this.#lanes.get(stream)?.onPublished()
    stream.onAnswered()
  }

  async #answerConnect(client: Client, done: Parameters<Answers['authenticate']>[3]): Promise<void> {
    const returnCode = await this.#admit(client)
    if (returnCode === undefined) done(null, true)
    else done(Object.assign(new Error('refused'), { returnCode }), null)
  }

  async #admit(client: Client): Promise<Refusal | undefined> {
    const stream = streamOf(client)
    const { request } = stream
    const principal = this.#principals.get(stream)
    const lane = this.#lanes.get(stream)
    if (!request || !principal || !lane || stream.destroyed) return refused.unavailable
    // MQTT 3.1 knows no client without an id (its section 3.1).
    if (request.clientId === '' && (!request.clean || client.version === 3)) return refused.identifier
    const clientId = request.clientId === '' ? `generated-${randomUUID()}` : request.clientId
    const id = `${principal.subject}/${clientId}`
    await this.#endOlder(id)
    const { subject, sessionId } = principal
    const rights = {
      subject,
      sessionId,
      maySubscribe: async (filter: string) => this.#isBelow(filter),
      mayReceive: (topic: string) => this.#isBelow(topic),
      // Protocol suites try what is forbidden: that says nothing about anybody.
      noteRefused: () => {},
    }
    const admission = { rights, clientId, since: new Date() }
    if (stream.destroyed || stream.condemnedBy.some((predicate) => predicate(admission))) return refused.notAuthorised
    if (!this.#options.connections.admit(stream, admission)) return refused.unavailable
    client.id = id
    lane.hasSession = !request.clean && client.version !== 3 && this.#sent.has(id)
    this.#continue(id, lane, request.clean)
    return undefined
  }

  /** Waits until an older connection with this id has left aedes, its will sent: aedes would lose track of the newer one. */
  async #endOlder(id: string): Promise<void> {
    const older = this.#clients.get(id)
    if (!older) return
    const gone = new Promise<void>((resolve) => {
      const onDisconnect = (client: Client) => {
        if (client !== older) return
        this.#aedes.off('clientDisconnect', onDisconnect)
        resolve()
      }
      this.#aedes.on('clientDisconnect', onDisconnect)
    })
    streamOf(older).cut()
    await gone
  }

  #continue(id: string, lane: SandboxLane, clean: boolean): void {
    if (clean) {
      this.#sent.delete(id)
      return
    }
    lane.sent = this.#sent.get(id) ?? lane.sent
    this.#sent.set(id, lane.sent)
  }
}

/** The password of a CONNECT; undefined where there is none, or it is no CONNECT. */
function tokenOf(connect: Buffer): string | undefined {
  let token: string | undefined
  const reader = parser()
  reader.on('error', () => {})
  reader.on('packet', (packet) => {
    if (packet.cmd === 'connect') token = packet.password?.toString('utf8')
  })
  reader.parse(connect)
  return token
}
