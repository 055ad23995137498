import { readIfThere, writeWhole } from './files.ts'

/** So many starts in a row that did not end well, and the next one opens nothing but one plain window. */
export const crashesBeforeSafeMode = 3
/** A run that lasts so long is no crash in a row any more, ms. */
export const longEnough = 120_000

/** Counts starts that did not end well: the count is raised at the start, and put back where the run ends or lasts. */
export class CrashCount {
  readonly #file: string
  readonly before: number

  constructor(file: string) {
    this.#file = file
    const kept = Number(readIfThere(file) ?? 0)
    this.before = Number.isInteger(kept) && kept > 0 ? kept : 0
    writeWhole(file, String(this.before + 1))
  }

  get isSafeMode(): boolean {
    return this.before >= crashesBeforeSafeMode
  }

  endedWell(): void {
    writeWhole(this.#file, '0')
  }
}
