import { type ImportSummary } from './ImportSummary.ts'

/** Where the lines go; process.stdout and process.stderr fit. */
export interface Output {
  write(text: string): unknown
  isTTY?: boolean | undefined
}

const betweenLines = 2_000

export interface ImportReport {
  onRefused(line: number, reason: string): void
  onProgress(summary: ImportSummary): void
  /** The last line of stdout. */
  end(summary: ImportSummary): void
}

/**
 * Tells how an import goes: each refused row on stdout, progress on stderr (one line that is redrawn on a terminal,
 * elsewhere a new one now and then), and the summary as the last line of stdout.
 */
export function importReport(stdout: Output, stderr: Output, now: () => number): ImportReport {
  const begun = now()
  let drawn = false
  let last = begun
  const clear = (): void => {
    if (drawn) stderr.write('\r\u001B[K')
    drawn = false
  }
  return {
    onRefused(line, reason) {
      clear()
      stdout.write(`line ${line}: refused: ${reason}\n`)
    },
    onProgress(summary) {
      const time = now()
      if (!stderr.isTTY && time - last < betweenLines) return
      last = time
      const seconds = Math.max(time - begun, 1) / 1000
      const text = `${summary.read} rows read, ${summary.created} created, ${Math.round(summary.read / seconds)} rows/s`
      stderr.write(stderr.isTTY ? `\r\u001B[K${text}` : `${text}\n`)
      drawn = stderr.isTTY === true
    },
    end(summary) {
      clear()
      stdout.write(`${JSON.stringify(summary)}\n`)
    },
  }
}
