import { type Log } from '../db/Database.ts'

/** Something that is done again and again: it says how much it did. */
export interface Sweep {
  name: string
  /** Milliseconds. */
  every: number
  run: () => Promise<number>
}

/** Runs each sweep at start and then at its interval, one at a time; one that fails is logged and tried again next time. */
export class Sweeper {
  readonly #log: Log
  readonly #timers: NodeJS.Timeout[]
  #last: Promise<void> = Promise.resolve()

  constructor(sweeps: readonly Sweep[], log: Log) {
    this.#log = log
    this.#timers = sweeps.map((sweep) => {
      this.#queue(sweep)
      return setInterval(() => this.#queue(sweep), sweep.every)
    })
  }

  #queue(sweep: Sweep): void {
    this.#last = this.#last.then(() => this.#run(sweep))
  }

  async #run({ name, run }: Sweep): Promise<void> {
    try {
      const count = await run()
      if (count > 0) this.#log.info({ sweep: name, count }, 'swept')
    } catch (error) {
      this.#log.warn({ sweep: name, error: String(error) }, 'a sweep failed')
    }
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    await this.#last
  }
}
