import { Aedes } from 'aedes'
import { type IncomingMessage } from 'node:http'
import { type Socket } from 'node:net'
import { type Duplex } from 'node:stream'
import { type Access, createGate, type Principal } from './access.ts'
import { followAedes } from './followAedes.ts'
import { ClientStream, type StreamOwner } from './ClientStream.ts'
import { type ConnectionInfo, type ConnectionPredicate, Connections, type Peers } from './Connections.ts'
import { ConnectRate } from './ConnectRate.ts'
import { checkTopic, Delivery, type Publication } from './Delivery.ts'
import { type FrameJoiner } from './FrameJoiner.ts'
import { defaultLimits, type Limits } from './limits.ts'
import { type Log } from './log.ts'
import { type Outbox } from './Outbox.ts'
import { NoPersistence } from './NoPersistence.ts'
import { type Packet } from './PacketGuard.ts'
import { RetainedStore } from './RetainedStore.ts'
import { Sandbox } from './sandbox/Sandbox.ts'
import { type BrokerStats } from './brokerStats.ts'
import { TcpDoor, type TlsFiles } from './TcpDoor.ts'
import { TcpTransport } from './TcpTransport.ts'
import { type Transport } from './transport.ts'
import { refuseUpgrade, type UpgradeRefusal, WebSocketDoor } from './WebSocketDoor.ts'

export interface BrokerOptions<P extends Principal> {
  readonly access: Access<P>
  readonly log: Log
  /** What differs from `defaultLimits`. */
  readonly limits?: Partial<Limits>
  /** Origins that may open WebSockets besides the host they connect to: the public URL, where there is one. */
  readonly allowedOrigins?: readonly string[]
  /** The prefix below which protocol suites may do everything; without it there is no sandbox. */
  readonly sandboxPrefix?: string | undefined
  /** The other nodes, where there are any. */
  readonly peers?: Peers | undefined
  /** A monotonic clock in milliseconds. */
  readonly now?: () => number
}

/** An MQTT 3.1.1 broker (and 3.1, as aedes does) to which clients only listen. */
export interface Broker {
  /**
   * Sends to all subscribers at once. Messages reach each of them in the order of the calls, awaited or not. Resolves
   * when the message was handed to every socket that has room; it never waits for a slow one. Who publishes a
   * lot awaits after every megabyte or so, or healthy clients reach their bound before they get a chance to read.
   * A zero-length retained message clears the retained one and is sent to live subscribers like any other. Rejects with
   * a TypeError where the topic is none (wildcards, NUL, empty, `$`), and with an Error after `close`.
   */
  publish(publication: Publication): Promise<void>
  /** Fills the retained store before clients are let in; sends nothing. */
  seedRetained(publications: Iterable<Publication> | AsyncIterable<Publication>): Promise<void>
  acceptTcp(socket: Socket): void
  /** For the HTTP server's `upgrade` at /mqtt. `remoteAddress` where a trusted proxy names another than the socket's. */
  acceptWebSocket(request: IncomingMessage, socket: Duplex, head: Buffer, remoteAddress?: string): void
  /** Resolves with the port, also where 0 asked for a free one. */
  listenTcp(port: number, host: string, tls?: TlsFiles): Promise<number>
  /** Greets new connections with another certificate, on the ports that have one. */
  renewTls(tls: TlsFiles): void
  connections(): ConnectionInfo[]
  /**
   * Cuts the clients that the predicate names, at once; gives how many. One whose `authenticate` is under way
   * is asked about when it is known who it is, so a token revoked meanwhile does not slip through.
   */
  disconnect(predicate: ConnectionPredicate, reason: string): number
  /** A client of this user has come to another node: what is older here under the same client id gives up its place. */
  takeOver(subject: string, clientId: string, before: Date): void
  stats(): BrokerStats
  /** Takes no more clients, sends what waits (for up to `lingerMs`), closes everything; leaves no timer. */
  close(): Promise<void>
}

class Assembly<P extends Principal> implements Broker, StreamOwner {
  readonly limits: Limits
  readonly now: () => number
  readonly retained = new RetainedStore()
  readonly #log: Log
  readonly #aedes: Aedes
  readonly #connections: Connections
  readonly #delivery: Delivery
  readonly #rate: ConnectRate
  readonly #tcp: TcpDoor
  readonly #webSockets: WebSocketDoor
  readonly #sandbox: Sandbox<P> | undefined
  readonly #allClosed = Promise.withResolvers<void>()
  #sweep: NodeJS.Timeout | undefined
  #isClosing = false
  #delivered = 0
  #cutForSlowness = 0
  #refused = 0
  #violations = 0

  constructor(options: BrokerOptions<P>) {
    const { access, log, limits, allowedOrigins = [], sandboxPrefix: prefix, peers } = options
    const { now = () => performance.now() } = options
    this.limits = { ...defaultLimits, ...limits }
    this.now = now
    this.#log = log
    this.#connections = new Connections(this.limits, log, peers)
    this.#delivery = new Delivery(this.retained, now)
    this.#rate = new ConnectRate(this.limits.connectionsPerMinute, now)
    this.#tcp = new TcpDoor(log, (socket) => this.acceptTcp(socket))
    this.#webSockets = new WebSocketDoor({ maxPayload: this.limits.packetBytes, allowedOrigins })
    this.#aedes = new Aedes({
      ...createGate({ access, connections: this.#connections, limits: this.limits, log }),
      persistence: new NoPersistence(),
      connectTimeout: this.limits.connectMs,
      // MQTT 3.1 allows 23 characters; the contract allows 64 to everyone.
      maxClientsIdLength: 64,
    })
    const { limits: bounds } = this
    const shared = { access, connections: this.#connections, limits: bounds, log }
    this.#sandbox = prefix === undefined ? undefined : new Sandbox({ prefix, ...shared })
  }

  get joiner(): FrameJoiner {
    return this.#delivery.joiner
  }

  async start(): Promise<void> {
    followAedes(this.#aedes, this.#delivery, this.#log, () => this.#refused++)
    await this.#aedes.listen()
    await this.#sandbox?.start()
    // After the sockets, which may have become writable while this process did not run.
    this.#sweep = setInterval(() => setImmediate(() => this.#lookAtTimes()), this.limits.sweepMs)
  }

  async publish(publication: Publication): Promise<void> {
    if (this.#isClosing) throw new Error('the broker is closed')
    checkTopic(publication.topic)
    return this.#delivery.publish(publication)
  }

  async seedRetained(publications: Iterable<Publication> | AsyncIterable<Publication>): Promise<void> {
    for await (const publication of publications) {
      checkTopic(publication.topic)
      this.#delivery.seed(publication)
    }
  }

  acceptTcp(socket: Socket): void {
    const remoteAddress = socket.remoteAddress ?? 'unknown'
    if (this.#refusalOf(remoteAddress) === undefined) this.#open(new TcpTransport(socket, remoteAddress))
    else socket.destroy()
  }

  acceptWebSocket(request: IncomingMessage, socket: Duplex, head: Buffer, remoteAddress?: string): void {
    const address = remoteAddress ?? request.socket.remoteAddress ?? 'unknown'
    const refusal = this.#refusalOf(address) ?? this.#webSockets.check(request)
    if (!refusal) {
      this.#webSockets.accept(request, socket, head, address, (transport) => this.#open(transport))
      return
    }
    if (refusal.status < 429) this.#refused++
    refuseUpgrade(socket, refusal)
  }

  listenTcp(port: number, host: string, tls?: TlsFiles): Promise<number> {
    return this.#tcp.listen(port, host, tls, this.limits.connections)
  }

  renewTls(tls: TlsFiles): void {
    this.#tcp.renewTls(tls)
  }

  connections(): ConnectionInfo[] {
    return this.#connections.list()
  }

  disconnect(predicate: ConnectionPredicate, reason: string): number {
    return this.#connections.disconnect(predicate, reason)
  }

  takeOver(subject: string, clientId: string, before: Date): void {
    this.#connections.takeOver(subject, clientId, before)
  }

  stats(): BrokerStats {
    return {
      clients: this.#connections.size,
      subscriptions: this.#delivery.subscriptions,
      retained: this.retained.size,
      retainedVisits: this.retained.visits,
      published: this.#delivery.published,
      delivered: this.#delivered,
      cutForSlowness: this.#cutForSlowness,
      refused: this.#refused,
      violations: this.#violations,
    }
  }

  async close(): Promise<void> {
    if (!this.#isClosing) {
      this.#isClosing = true
      this.#tcp.stop()
      this.#delivery.close()
      for (const stream of this.#connections.open) stream.destroy()
      if (this.#connections.open.size === 0) this.#allClosed.resolve()
    }
    await this.#allClosed.promise
    await this.#tcp.close()
    clearInterval(this.#sweep)
    await new Promise<void>((resolve) => this.#aedes.close(resolve))
    await this.#sandbox?.close()
  }

  onDirty(outbox: Outbox): void {
    this.#delivery.onDirty(outbox)
  }

  onReadable(stream: ClientStream): void {
    this.#delivery.onReadable(stream)
  }

  onDelivered(count: number): void {
    this.#delivered += count
  }

  onGone(stream: ClientStream): void {
    this.#delivery.unsubscribeAll(stream)
    this.#connections.onGone(stream)
  }

  onClosed(stream: ClientStream): void {
    this.#connections.onClosed(stream)
    if (this.#isClosing && this.#connections.open.size === 0) this.#allClosed.resolve()
  }

  onTooSlow(stream: ClientStream, reason: string): void {
    this.#cutForSlowness++
    this.#log.warn({ ...stream.describe(), reason }, 'a client that reads too slowly was cut')
    stream.cut()
  }

  onViolation(stream: ClientStream, reason: string): void {
    this.#violations++
    this.#log.info({ ...stream.describe(), reason }, 'a connection was closed for what it sent')
  }

  #open(transport: Transport): void {
    const stream = new ClientStream(transport, this)
    this.#connections.add(stream)
    stream.open()
  }

  onConnectPacket(stream: ClientStream, packet: Packet): void {
    const sandbox = this.#sandbox
    const hand = (isSandbox: boolean) => {
      if (stream.destroyed) return
      if (isSandbox) sandbox?.handle(stream)
      else this.#aedes.handle(stream)
      stream.passConnect(packet)
    }
    if (!sandbox) return hand(false)
    void sandbox.recognises(stream, packet.bytes).then(hand)
  }

  /** Counts a new connection; why it is turned away before anything of it is read. */
  #refusalOf(address: string): UpgradeRefusal | undefined {
    if (this.#isClosing) return { status: 503, reason: 'The broker is closing.' }
    if (this.#connections.open.size >= this.limits.connections) {
      this.#refused++
      return { status: 503, reason: 'There are too many connections.' }
    }
    if (this.#rate.admits(address)) return undefined
    this.#refused++
    this.#log.debug({ remoteAddress: address }, 'an address connects too often')
    return { status: 429, reason: 'This address connects too often.' }
  }

  #lookAtTimes(): void {
    const now = this.now()
    for (const stream of this.#connections.open) {
      const overdue = stream.overdue(now)
      if (overdue?.isSlow === true) this.onTooSlow(stream, overdue.reason)
      else if (overdue) {
        this.#log.debug({ ...stream.describe(), reason: overdue.reason }, 'a connection was cut')
        stream.cut()
      }
    }
  }
}

/** Makes a broker that listens nowhere yet: seed it, then let clients in. */
export async function createBroker<P extends Principal>(options: BrokerOptions<P>): Promise<Broker> {
  const broker = new Assembly(options)
  await broker.start()
  return broker
}
