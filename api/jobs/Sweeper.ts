import { type Log } from '../db/Database.ts'

/** Something that is done again and again: it says how much it did. */
export interface Sweep {
  name: string
  /** Milliseconds. */
  every: number
  run: () => Promise<number>
  /** It concerns this process: each of several nodes does it. */
  isOwn?: true
}

/** Runs each sweep at start and then at its interval, one at a time; one that fails is logged and tried again next time. */
export class Sweeper {
  readonly #log: Log
  readonly #leads: () => boolean
  readonly #timers: NodeJS.Timeout[]
  #last: Promise<void> = Promise.resolve()

  /** @param leads of several nodes the one that does what only one needs to do */
  constructor(sweeps: readonly Sweep[], log: Log, leads: () => boolean) {
    this.#log = log
    this.#leads = leads
    this.#timers = sweeps.map((sweep) => {
      this.#queue(sweep)
      return setInterval(() => this.#queue(sweep), sweep.every)
    })
  }

  #queue(sweep: Sweep): void {
    this.#last = this.#last.then(() => this.#run(sweep))
  }

  async #run({ name, run, isOwn }: Sweep): Promise<void> {
    if (!isOwn && !this.#leads()) return
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
