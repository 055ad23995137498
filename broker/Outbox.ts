import { type FrameJoiner } from './FrameJoiner.ts'
import { type Frame } from './Message.ts'
import { type Limits } from './limits.ts'
import { type Transport } from './transport.ts'

/** Written at once to a socket; more waits in the queue, so that a slow socket shows its progress by the slice. */
const sliceBytes = 256 * 1024

export interface OutboxOwner {
  readonly limits: Limits
  readonly joiner: FrameJoiner
  now(): number
  /** Frames were added: `flush` is wanted in this tick. */
  onDirty(outbox: Outbox): void
  onDelivered(count: number): void
}

export interface OutboxEvents {
  mayReceive(topic: string): boolean
  /** Nothing waits and the socket has room. */
  onIdle(): void
  onTooSlow(reason: string): void
}

/**
 * What is on its way to one socket, in order. Frames are gathered for a tick and written together; while the socket
 * has no room they wait here, by reference, and others are not held up. What waits is bounded in bytes and in time.
 */
export class Outbox {
  readonly #transport: Transport
  readonly #owner: OutboxOwner
  readonly #events: OutboxEvents
  #queue: Frame[] = []
  #queuedBytes = 0
  #handedOver = 0
  #blockedSince: number | undefined
  /** At the look before this one it was blocked as it is now. */
  #wasBlocked = false
  #dirty = false
  #ending = false
  #closed = false

  constructor(transport: Transport, owner: OutboxOwner, events: OutboxEvents) {
    this.#transport = transport
    this.#owner = owner
    this.#events = events
  }

  get isIdle(): boolean {
    return this.#queue.length === 0 && this.#blockedSince === undefined && !this.#closed && !this.#ending
  }

  get waitingBytes(): number {
    return this.#queuedBytes + this.#handedOver
  }

  add(frame: Frame): void {
    if (this.#closed || this.#ending) return
    this.#queue.push(frame)
    this.#queuedBytes += frame.bytes.length
    if (this.#blockedSince !== undefined) {
      if (this.waitingBytes > this.#owner.limits.waitingBytesWhileMoving)
        this.#events.onTooSlow('too much waits for it')
    } else if (!this.#dirty) {
      this.#dirty = true
      this.#owner.onDirty(this)
    }
  }

  /** Writes past the queue, only while `isIdle`; `count` messages are in the bytes. */
  writeNow(bytes: Buffer, count: number): void {
    this.#owner.onDelivered(count)
    this.#handOver(bytes)
  }

  /** The end of a tick. */
  flush(): void {
    this.#dirty = false
    this.#writeSlices(false)
  }

  onDrain(): void {
    this.#blockedSince = undefined
    this.#wasBlocked = false
    this.#handedOver = 0
    this.#writeSlices(true)
  }

  /** Closes the socket when everything that was added has been handed to it. */
  end(): void {
    this.#ending = true
    this.#writeSlices(false)
  }

  close(): void {
    this.#closed = true
    this.#queue = []
    this.#queuedBytes = 0
    this.#handedOver = 0
  }

  /**
   * Why this socket has to be cut, undefined while it is well. One look is not enough: where this process did not get to
   * run for a while, what a socket has taken meanwhile is heard of only between two of them.
   */
  overdue(now: number): string | undefined {
    const wasBlocked = this.#wasBlocked
    this.#wasBlocked = this.#blockedSince !== undefined
    if (this.#blockedSince === undefined || !wasBlocked) return undefined
    const { blockedMs, stalledMs, waitingBytes } = this.#owner.limits
    const blocked = now - this.#blockedSince
    if (blocked >= blockedMs) return `took nothing for ${Math.round(blocked)} ms`
    if (blocked >= stalledMs && this.waitingBytes > waitingBytes) return `${this.waitingBytes} bytes wait for it`
    return undefined
  }

  /** `waited`: the frames have been here for longer than a tick, so their receiver's rights are asked about again. */
  #writeSlices(waited: boolean): void {
    while (this.#queue.length > 0 && this.#blockedSince === undefined && !this.#closed) {
      let slice = this.#takeSlice()
      if (waited) slice = slice.filter(({ topic }) => topic === undefined || this.#events.mayReceive(topic))
      if (slice.length === 0) continue
      this.#owner.onDelivered(slice.filter(({ topic }) => topic !== undefined).length)
      this.#handOver(this.#owner.joiner.join(slice))
    }
    if (this.#queue.length > 0 || this.#blockedSince !== undefined || this.#closed) return
    if (this.#ending) this.#transport.end()
    else this.#events.onIdle()
  }

  #takeSlice(): Frame[] {
    let count = 0
    let bytes = 0
    for (const frame of this.#queue) {
      if (count > 0 && bytes + frame.bytes.length > sliceBytes) break
      bytes += frame.bytes.length
      count++
    }
    this.#queuedBytes -= bytes
    if (count < this.#queue.length) return this.#queue.splice(0, count)
    const all = this.#queue
    this.#queue = []
    return all
  }

  #handOver(bytes: Buffer): void {
    if (this.#transport.write(bytes)) return
    this.#blockedSince = this.#owner.now()
    this.#handedOver = bytes.length
  }
}
