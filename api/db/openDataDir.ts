import { access, constants, mkdir } from 'node:fs/promises'
import { lockDataDir } from './lockDataDir.ts'
import { StartupError } from './StartupError.ts'

/**
 * Makes the data dir where it is missing and takes it for this server. What holds secrets in it is readable by its owner
 * only; the folder itself stays passable, because PostgreSQL may run under an account of its own below it.
 * @returns gives it back
 * @throws {StartupError} where it cannot be written, or another Signalbox is using it.
 */
export async function openDataDir(dataDir: string): Promise<() => Promise<void>> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o755 })
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new StartupError(`SIGNALBOX_DATA_DIR=${JSON.stringify(dataDir)} cannot be written (${why}).`)
  }
  return lockDataDir(dataDir, 'server')
}
