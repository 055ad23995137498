import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import path from 'node:path'
import { readIfThere } from './files.ts'

const largest = 2_000_000

/** One file of JSON lines and the one before it: never more than 4 MB on disk. */
export class LogFile {
  readonly file: string
  readonly #limit: number

  constructor(folder: string, limit = largest) {
    mkdirSync(folder, { recursive: true })
    this.file = path.join(folder, 'main.log')
    this.#limit = limit
  }

  write(message: string, details: Record<string, unknown> = {}): void {
    this.append(JSON.stringify({ time: new Date().toISOString(), msg: message, ...details }))
  }

  /** All that is kept, the oldest first. */
  all(): string {
    return [`${this.file}.old`, this.file].map((file) => readIfThere(file) ?? '').join('')
  }

  /** A line as another process wrote it. */
  append(line: string): void {
    if (existsSync(this.file) && statSync(this.file).size > this.#limit) renameSync(this.file, `${this.file}.old`)
    appendFileSync(this.file, `${line}\n`)
  }
}
