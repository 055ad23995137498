import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const isSecond = /^standin-second-\d+\.json$/

interface Second {
  argv: string[]
  folder: string
}

/**
 * One app for each folder of data. A second start leaves there what it was started with, wakes the first one by a signal,
 * and knows at once that it is the second: Electron asks for it in one synchronous call.
 */
export class InstanceLock {
  readonly #folder: string
  readonly #onSecond: (second: Second) => void
  #isHeld = false

  constructor(folder: string, onSecond: (second: Second) => void) {
    mkdirSync(folder, { recursive: true })
    this.#folder = folder
    this.#onSecond = onSecond
  }

  get #file(): string {
    return path.join(this.#folder, 'standin-instance')
  }

  take(): boolean {
    if (this.#isHeld) return true
    const holder = this.#holder()
    if (holder !== undefined) {
      const second: Second = { argv: process.argv, folder: process.cwd() }
      writeFileSync(path.join(this.#folder, `standin-second-${process.pid}.json`), JSON.stringify(second))
      process.kill(holder, 'SIGUSR2')
      return false
    }
    // Before the lock can be seen: a signal that nobody listens for would end this process.
    process.on('SIGUSR2', () => this.#readSeconds())
    writeFileSync(this.#file, String(process.pid))
    this.#isHeld = true
    return true
  }

  release(): void {
    if (this.#isHeld) rmSync(this.#file, { force: true })
    this.#isHeld = false
  }

  /** The process that has it; one that was killed has left it lying. */
  #holder(): number | undefined {
    try {
      const pid = Number(readFileSync(this.#file, 'utf8'))
      process.kill(pid, 0)
      return pid
    } catch {
      return undefined
    }
  }

  #readSeconds(): void {
    for (const name of readdirSync(this.#folder).filter((each) => isSecond.test(each))) {
      const file = path.join(this.#folder, name)
      // Written by this same class, in the process that is ending.
      const second = JSON.parse(readFileSync(file, 'utf8')) as Second
      rmSync(file)
      this.#onSecond(second)
    }
  }
}
