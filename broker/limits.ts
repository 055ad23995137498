/** Every bound of the broker. Sizes are bytes, times milliseconds. */
export interface Limits {
  /** One packet from a client that is connected. */
  readonly packetBytes: number
  /** One packet from a client that is not authenticated yet, which can only be its CONNECT. */
  readonly connectBytes: number
  /** From the first byte of TCP or the upgrade to a CONNACK; a slow `authenticate` counts. */
  readonly connectMs: number
  readonly filtersPerSubscribe: number
  readonly filtersPerClient: number
  readonly clientsPerSubject: number
  /** New connections of one address a minute (an IPv6 network of 64 bits is one address). */
  readonly connectionsPerMinute: number
  /** Open connections of all clients together. */
  readonly connections: number
  /** What may wait for a socket that has taken nothing for `stalledMs`. */
  readonly waitingBytes: number
  /**
   * What may wait for a socket that still takes something. It is more than `waitingBytes` because a burst of some
   * megabytes in one tick waits for healthy clients too; frames are shared, so it is held once for all of them.
   */
  readonly waitingBytesWhileMoving: number
  readonly stalledMs: number
  /** How long a socket may take nothing at all while something waits for it. */
  readonly blockedMs: number
  /** How long a connection that is being closed may still take what was sent before. */
  readonly lingerMs: number
  /** How often times are looked at; one timer for all connections. */
  readonly sweepMs: number
}

export const defaultLimits: Limits = {
  packetBytes: 64 * 1024,
  connectBytes: 16 * 1024,
  connectMs: 10_000,
  filtersPerSubscribe: 1_000,
  filtersPerClient: 1_000,
  clientsPerSubject: 50,
  connectionsPerMinute: 600,
  connections: 10_000,
  waitingBytes: 4 * 1024 * 1024,
  waitingBytesWhileMoving: 16 * 1024 * 1024,
  stalledMs: 250,
  blockedMs: 5_000,
  lingerMs: 1_000,
  sweepMs: 250,
}
