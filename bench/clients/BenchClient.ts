/** A row as both systems can hold it. */
export interface HeldRow {
  type: string
  id: string
  version: number
  data: object
}

export interface ClientEvents {
  /** This client's screen could show this version of this ticket now. */
  onTicket(id: string, version: number): void
}

/** What is measured of one client of either system. */
export interface BenchClient {
  /** From nothing to everything: resolves when the client holds all that its user may see. */
  start(): Promise<void>
  /** Everything it holds. */
  rows(): Iterable<HeldRow>
  /** Its network is gone; what it holds stays. */
  leave(): Promise<void>
  /** Its network is back: resolves when it holds everything again. */
  comeBack(): Promise<void>
  close(): Promise<void>
}

/** How a client process is told which client to make. */
export type ClientConfig =
  | { system: 'signalbox'; server: string; signIn: { email: string; password: string } }
  | { system: 'refetch'; server: string }
