/** What a connection is to the broker: TCP, TLS and WebSocket look the same above this line. */
export interface Transport {
  readonly remoteAddress: string
  /** Begins to report; called once, before anything else. */
  open(events: TransportEvents): void
  /** Hands bytes to the socket. False where it asks to wait for `onDrain`. The bytes are not copied: never reuse them. */
  write(bytes: Buffer): boolean
  pause(): void
  resume(): void
  /** Closes after what was written has left. */
  end(): void
  /** Closes at once. */
  destroy(): void
}

export interface TransportEvents {
  onData(chunk: Buffer): void
  onDrain(): void
  /** Exactly once, the last event: the socket is gone. */
  onClose(): void
}
