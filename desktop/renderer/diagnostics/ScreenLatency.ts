/** The last so many changes: half an hour of a busy day. */
const kept = 500

/** Where one bar ends and the next begins, ms; the last has no end. */
const bounds = [25, 50, 100, 250, 1_000, 5_000] as const

export interface LatencyBar {
  /** From and below, ms; `to` is undefined for the last. */
  from: number
  to: number | undefined
  count: number
}

/** How long changes took from their commit to this screen, ms: the newest of them, in the order in which they came. */
export class ScreenLatency {
  #samples: readonly number[] = []

  get count(): number {
    return this.#samples.length
  }

  get last(): number | undefined {
    return this.#samples.at(-1)
  }

  /** What was committed then is on screen now; two clocks may differ by a little. */
  add(committedAt: readonly number[], now: number): void {
    this.#samples = [...this.#samples, ...committedAt.map((at) => Math.max(0, now - at))].slice(-kept)
  }

  /** Undefined while nothing has come. The nearest rank: a number that was measured. */
  percentile(share: number): number | undefined {
    const sorted = this.#samples.toSorted((a, b) => a - b)
    return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]
  }

  bars(): LatencyBar[] {
    return [0, ...bounds].map((from, index) => {
      const to = bounds[index]
      const count = this.#samples.filter((ms) => ms >= from && (to === undefined || ms < to)).length
      return { from, to, count }
    })
  }
}
