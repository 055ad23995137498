import { now } from '../measure/now.ts'

/** The moments at which one client holds what it is expected to hold. */
export class Expectation {
  readonly moments: Float64Array
  readonly #waiting: Map<string, { index: number; version: number }>
  readonly #onComplete: () => void

  constructor(tickets: readonly { id: string; version: number }[], onComplete: () => void) {
    this.moments = new Float64Array(tickets.length).fill(NaN)
    this.#waiting = new Map(tickets.map(({ id, version }, index) => [id, { index, version }]))
    this.#onComplete = onComplete
  }

  saw(id: string, version: number): void {
    const waiting = this.#waiting.get(id)
    if (!waiting || version < waiting.version) return
    this.moments[waiting.index] = now()
    this.#waiting.delete(id)
    if (this.#waiting.size === 0) this.#onComplete()
  }
}
