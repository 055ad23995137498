import { Duplex } from 'node:stream'
import { type Rights } from './access.ts'
import { type Qos } from './Message.ts'
import { isLevelKnown, levelOf, malformation, withoutDup } from './malformation.ts'
import { Outbox, type OutboxOwner } from './Outbox.ts'
import { countFilters, MalformedPacket, type Packet, PacketGuard, packetTypes } from './PacketGuard.ts'
import { RetainedReader } from './RetainedReader.ts'
import { type RetainedStore } from './RetainedStore.ts'
import { type Transport } from './transport.ts'

/** What a CONNECT asks for; the rest of it (clean session, keepalive) is kept by us and hidden from aedes. */
export interface ConnectRequest {
  readonly clientId: string
  readonly clean: boolean
  readonly hasWill: boolean
  /** Seconds, 0 for none. */
  readonly keepalive: number
}

/** Who is connected, once admitted. */
export interface Admission {
  readonly rights: Rights
  readonly clientId: string
  readonly since: Date
}

/** What stands between a client of the sandbox and its aedes; a listener's connection has none. */
export interface Lane {
  /** aedes has not done yet what it was given last. */
  readonly isBusy: boolean
  /** Why a packet of the client's ends the connection. */
  receive(packet: Packet): string | undefined
  /** What is to be sent of what aedes wrote. */
  send(bytes: Buffer): Buffer
}

/** CONNACK with the return code for a protocol level that is unknown (MQTT 3.1.1, section 3.1.2.2). */
const unknownLevel = Buffer.from([0x20, 2, 0, 1])

export interface StreamOwner extends OutboxOwner {
  readonly retained: RetainedStore
  /** Its CONNECT is there: hands the stream to an aedes and lets the packet pass. */
  onConnectPacket(stream: ClientStream, packet: Packet): void
  /** The client will get nothing more: it disconnected, was refused or was cut. */
  onGone(stream: ClientStream): void
  /** Its socket is closed. */
  onClosed(stream: ClientStream): void
  onTooSlow(stream: ClientStream, reason: string): void
  onViolation(stream: ClientStream, reason: string): void
  /** It has retained messages to get and a socket with room. */
  onReadable(stream: ClientStream): void
}

/**
 * One connection as aedes sees it: a stream of the packets it is to answer. Between the socket and aedes stand the
 * guard, which lets in one packet at a time and drops what a subscriber has no business sending, and the outbox, in
 * which what aedes answers and what is published meet in order. MQTT's keepalive and all bounds are kept here.
 */
export class ClientStream extends Duplex {
  readonly transport: Transport
  readonly outbox: Outbox
  readonly retained: RetainedReader
  /** Filters granted, with their QoS. */
  readonly filters = new Map<string, Qos>()
  /** `disconnect` calls that came while `authenticate` was under way; asked once it is known who this is. */
  readonly condemnedBy: ((admission: Admission) => boolean)[] = []
  request: ConnectRequest | undefined
  admission: Admission | undefined
  lane: Lane | undefined
  readonly #owner: StreamOwner
  readonly #guard: PacketGuard
  readonly #openedAt: number
  #lastPacketAt: number
  #isConnected = false
  #isOfMqtt31 = false
  #isAnswering = false
  #isAbrupt = false
  #isSocketClosed = false
  #endedAt: number | undefined

  constructor(transport: Transport, owner: StreamOwner) {
    // aedes writes small answers only; with this mark it never finds itself waiting for a drain.
    super({ writableHighWaterMark: 1024 * 1024 })
    this.transport = transport
    this.#owner = owner
    this.#guard = new PacketGuard(owner.limits.connectBytes)
    this.#openedAt = this.#lastPacketAt = owner.now()
    this.outbox = new Outbox(transport, owner, {
      mayReceive: (topic) => this.mayReceive(topic),
      onIdle: () => this.wantRetained(),
      onTooSlow: (reason) => owner.onTooSlow(this, reason),
    })
    this.retained = new RetainedReader(owner.retained, this.outbox, (topic) => this.mayReceive(topic))
  }

  /** Begins to read; aedes listens by now. */
  open(): void {
    this.transport.open({
      onData: (chunk) => {
        if (this.destroyed) return
        this.#guard.push(chunk)
        this.#pump()
      },
      onDrain: () => this.outbox.onDrain(),
      onClose: () => {
        this.#isSocketClosed = true
        this.outbox.close()
        this.destroy()
        this.#owner.onClosed(this)
      },
    })
  }

  /** Who this is, for the log. */
  describe(): Record<string, unknown> {
    const { rights, clientId } = this.admission ?? {}
    const { remoteAddress } = this.transport
    return { subject: rights?.subject, sessionId: rights?.sessionId, clientId, remoteAddress }
  }

  mayReceive(topic: string): boolean {
    return this.admission?.rights.mayReceive(topic) ?? false
  }

  wantRetained(): void {
    if (this.retained.isReady) this.#owner.onReadable(this)
  }

  /** Lets a CONNECT through to the aedes that listens by now. */
  passConnect(packet: Packet): void {
    if (this.destroyed) return
    const violation = this.lane?.receive(packet)
    if (violation === undefined) this.push(packet.bytes)
    else this.#violate(violation)
  }

  /** aedes has accepted the CONNECT and sent CONNACK. */
  onConnected(): void {
    this.#isConnected = true
    this.#guard.limit = this.#owner.limits.packetBytes
    this.onAnswered()
  }

  /** aedes has answered the packet it was given: it may have the next. */
  onAnswered(): void {
    this.#isAnswering = false
    this.#pump()
  }

  /** Closes at once; nothing more is sent. */
  cut(): void {
    this.#isAbrupt = true
    this.destroy()
    if (!this.#isSocketClosed) this.transport.destroy()
  }

  /** Why this connection has to end now, undefined while it is well. */
  overdue(now: number): { reason: string; isSlow: boolean } | undefined {
    const { limits } = this.#owner
    if (this.#endedAt !== undefined) {
      return now - this.#endedAt >= limits.lingerMs
        ? { reason: 'did not take its last bytes', isSlow: false }
        : undefined
    }
    const slow = this.outbox.overdue(now)
    if (slow !== undefined) return { reason: slow, isSlow: true }
    if (!this.#isConnected) {
      return now - this.#openedAt >= limits.connectMs
        ? { reason: 'was not connected in time', isSlow: false }
        : undefined
    }
    const keepaliveMs = (this.request?.keepalive ?? 0) * 1500
    // One and a half times the keepalive without a packet (MQTT 3.1.1, section 3.1.2.10).
    const isSilent = keepaliveMs > 0 && now - this.#lastPacketAt >= keepaliveMs
    return isSilent ? { reason: 'keepalive ran out', isSlow: false } : undefined
  }

  override _read(): void {
    // Packets are pushed when they come, one at a time.
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#answer(chunk)
    done()
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#answer(Buffer.concat(chunks.map(({ chunk }) => chunk)))
    done()
  }

  #answer(written: Buffer): void {
    const bytes = this.lane ? this.lane.send(written) : written
    if (bytes.length > 0) this.outbox.add({ topic: undefined, bytes })
    if (this.lane && this.#isConnected) this.#pump()
  }

  /** The error is dropped: aedes has told it, or it is a reset socket, and nobody else listens. */
  override _destroy(_error: Error | null, done: (error: null) => void): void {
    this.#owner.onGone(this)
    this.#endedAt = this.#owner.now()
    if (this.#isAbrupt) this.outbox.close()
    else if (!this.#isSocketClosed) {
      this.outbox.end()
      // What still comes is dropped, but it has to be read: the answer to a WebSocket's close is among it.
      this.transport.resume()
    }
    done(null)
  }

  #pump(): void {
    while (!this.#isAnswering && this.lane?.isBusy !== true && !this.destroyed) {
      const packet = this.#nextPacket()
      if (!packet) {
        this.transport.resume()
        return
      }
      this.#lastPacketAt = this.#owner.now()
      const violation = this.#pass(packet)
      if (violation !== undefined) this.#violate(violation)
    }
    if (!this.destroyed && this.#guard.hasMore) this.transport.pause()
  }

  #nextPacket(): Packet | undefined {
    try {
      return this.#guard.next()
    } catch (error) {
      if (!(error instanceof MalformedPacket)) throw error
      this.#violate(error.message)
      return undefined
    }
  }

  #violate(reason: string): void {
    this.#owner.onViolation(this, reason)
    this.destroy()
  }

  /** Passes a packet on to aedes, drops it, or says why it ends the connection. */
  #pass(received: Packet): string | undefined {
    const packet = this.#isOfMqtt31 ? withoutDup(received) : received
    const malformed = malformation(packet)
    if (malformed !== undefined) return malformed
    if (packet.type === packetTypes.connect) return this.#passConnect(packet)
    if (!this.request) return 'its first packet is no CONNECT'
    if (this.lane) return this.#passLane(packet, this.lane)
    switch (packet.type) {
      case packetTypes.puback:
        // Nothing is ever sent again, so an acknowledgement has nothing to clear; in aedes each would leave a map entry.
        return undefined
      case packetTypes.subscribe:
      case packetTypes.unsubscribe:
        if (countFilters(packet) > this.#owner.limits.filtersPerSubscribe) return 'too many filters in one packet'
        break
      case packetTypes.pingreq:
      case packetTypes.disconnect:
        break
      case packetTypes.publish:
        this.admission?.rights.noteRefused('publish')
        return 'clients publish nothing'
      default:
        return `a packet of type ${packet.type}, which clients of this broker do not send`
    }
    this.#isAnswering = true
    this.push(packet.bytes)
    return undefined
  }

  #passConnect(packet: Packet): string | undefined {
    if (this.request) return 'a second CONNECT'
    if (!isLevelKnown(packet)) {
      this.outbox.add({ topic: undefined, bytes: unknownLevel })
      return 'a level of the protocol that is not spoken here'
    }
    this.#isOfMqtt31 = levelOf(packet) === 3
    this.#isAnswering = true
    this.#owner.onConnectPacket(this, packet)
    return undefined
  }

  #passLane(packet: Packet, lane: Lane): string | undefined {
    const names = packet.type === packetTypes.subscribe || packet.type === packetTypes.unsubscribe
    if (names && countFilters(packet) > this.#owner.limits.filtersPerSubscribe) return 'too many filters in one packet'
    const violation = lane.receive(packet)
    if (violation === undefined) this.push(packet.bytes)
    return violation
  }
}
