import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** The text of a file, or undefined where there is none. */
export function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

/** Beside it, then in its place: a crash leaves the old content or the new one. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  const half = path.join(path.dirname(file), `${path.basename(file)}.new`)
  writeFileSync(half, content, { mode: 0o600, flush: true })
  renameSync(half, file)
}
