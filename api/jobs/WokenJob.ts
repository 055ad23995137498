export interface WokenJobOptions {
  /** The guarantee behind being woken, and when what failed is tried again, ms. */
  every: number
  /** Gives whether there is more to do at once. */
  run: () => Promise<boolean>
  onError: (error: unknown) => void
}

/** Does its work whenever it is woken, and by itself every so often; never twice at a time, and no wake-up is lost. */
export class WokenJob {
  readonly #options: WokenJobOptions
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #isDue = false
  #stopped = false

  constructor(options: WokenJobOptions) {
    this.#options = options
    this.#later()
  }

  /** Undefined while it waits. */
  get running(): Promise<void> | undefined {
    return this.#running
  }

  /** There may be something to do. */
  wake(): void {
    this.#isDue = true
    if (!this.#stopped) this.#running ??= this.#run()
  }

  /** Resolves when what is under way is done. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#running
  }

  #later(): void {
    clearTimeout(this.#timer)
    if (!this.#stopped) this.#timer = setTimeout(() => this.wake(), this.#options.every)
  }

  async #run(): Promise<void> {
    while (this.#isDue && !this.#stopped) {
      this.#isDue = false
      try {
        this.#isDue = (await this.#options.run()) || this.#isDue
      } catch (error) {
        this.#options.onError(error)
      }
    }
    // In the same step as the last look at `#isDue`: whoever comes later begins anew.
    this.#running = undefined
    this.#later()
  }
}
