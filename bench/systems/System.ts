import { type ClientConfig } from '../clients/BenchClient.ts'
import { type Truth } from '../clients/countWrong.ts'
import { type HttpWrite } from '../load/loadOrders.ts'

/** What the workloads ask of either system. */
export interface System {
  name: string
  /** Process id of the server. */
  pid: number
  server: string
  /** The next client: each may have a user of its own. */
  clientConfig(): ClientConfig
  /** The write that gives a ticket another title, as a client of this system sends it. */
  rename(ticketId: string, title: string): HttpWrite
  database: SystemDatabase
}

/** What the database of a system says, asked behind its back. */
export interface SystemDatabase {
  tickets(): Promise<{ id: string; version: number; title: string }[]>
  /** When the transaction was committed that last wrote each of these tickets, ms since 1970, in their order. */
  committed(ids: readonly string[]): Promise<Float64Array>
  /** What every client must hold. */
  truth(): Promise<Truth>
}
