/** How much of everything a run takes. */
export interface Sizes {
  /** Tickets in the steady and the burst workload: the real file has so many. */
  tickets: number
  /** Numbers of clients of the steady workload; the burst takes the last. */
  clients: readonly number[]
  perSecond: number
  /** Changes of one round of the steady workload. */
  steadyChanges: number
  burstChanges: number
  /** Tickets of the cold start and of the reconnect. */
  manyTickets: number
  missedChanges: number
  rounds: number
  coldRounds: number
}

export const fullSizes: Sizes = {
  tickets: 1_000,
  clients: [1, 20, 100],
  perSecond: 20,
  steadyChanges: 80,
  burstChanges: 1_000,
  manyTickets: 5_000,
  missedChanges: 50,
  rounds: 3,
  coldRounds: 5,
}

/** To see that it works; its figures mean nothing. */
export const smallSizes: Sizes = {
  tickets: 200,
  clients: [1, 6],
  perSecond: 20,
  steadyChanges: 20,
  burstChanges: 100,
  manyTickets: 500,
  missedChanges: 10,
  rounds: 1,
  coldRounds: 1,
}
