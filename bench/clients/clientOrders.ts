import { type SocketBytes } from '../measure/socketBytes.ts'
import { type ClientConfig } from './BenchClient.ts'
import { type Truth } from './countWrong.ts'

/** A type, since an interface does not fit an index signature. */
export type ClientOrders = {
  /** Prepares one more client, up to where its start can be measured (a sign-in is done, nothing is held). */
  make: { input: ClientConfig; output: void }
  /** Starts the clients that were made and not started yet; how long that took, ms. */
  start: { input: void; output: number }
  /** From now on the moment is noted at which each client holds each of these tickets in at least this version. */
  expect: { input: { id: string; version: number }[]; output: void }
  /**
   * Resolves when every client holds all that was expected, or when so many ms are over: for each client the moments, in the
   * order of the tickets, NaN for what it does not hold.
   */
  applied: { input: number; output: Float64Array[] }
  bytes: { input: void; output: SocketBytes }
  /** How many rows are missing, different, or too many, over all clients. */
  check: { input: Truth; output: number }
  leave: { input: void; output: void }
  /** How long it took all to hold everything again, ms. */
  comeBack: { input: void; output: number }
}
