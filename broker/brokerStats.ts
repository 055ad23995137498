/** Counted since the start, but for `clients`, `subscriptions` and `retained`, which are as of now. */
export interface BrokerStats {
  readonly clients: number
  readonly subscriptions: number
  readonly retained: number
  /** Entries that look-ups of retained messages have visited. */
  readonly retainedVisits: number
  readonly published: number
  /** Messages handed to sockets, live and retained. */
  readonly delivered: number
  /** Clients cut because too much waited for them, or for too long. */
  readonly cutForSlowness: number
  /** Connections turned away: rate, number, Origin, credentials, client id, will, protocol version. */
  readonly refused: number
  /** Connections ended because of what they sent: a PUBLISH, too large or malformed a packet. */
  readonly violations: number
}
