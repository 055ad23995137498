import { type Clock } from '../ports.ts'

interface Timer {
  due: number
  order: number
  run: () => void
}

/** Time that stands still until a test moves it. */
export class FakeClock implements Clock {
  #now: number
  #order = 0
  readonly #timers = new Set<Timer>()
  readonly random: () => number

  constructor(now = Date.parse('2026-11-22T12:00:00.000Z'), random: () => number = () => 0.5) {
    this.#now = now
    this.random = random
  }

  readonly now = (): number => this.#now

  readonly after = (ms: number, run: () => void): (() => void) => {
    const timer = { due: this.#now + ms, order: this.#order++, run }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  /** Timers that still run: none may be left behind. */
  get running(): number {
    return this.#timers.size
  }

  /** Moves on, firing what comes due in its order and letting promises settle in between. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    await settle()
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#now = Math.max(this.#now, next.due)
      this.#timers.delete(next)
      next.run()
      await settle()
    }
    this.#now = end
  }

  /** One turn: what is due now, and not what that makes due. */
  async turn(): Promise<void> {
    await settle()
    for (const timer of [...this.#timers].filter(({ due }) => due <= this.#now)) {
      this.#timers.delete(timer)
      timer.run()
    }
    await settle()
  }

  /** The clock jumps and no timer fires for it: sleep, or someone set it. */
  jump(ms: number): void {
    this.#now += ms
  }

  #next(end: number): Timer | undefined {
    return [...this.#timers].filter(({ due }) => due <= end).toSorted((a, b) => a.due - b.due || a.order - b.order)[0]
  }
}

/** Lets everything run that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}
