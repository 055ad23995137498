import { access, constants, mkdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { lockDataDir, untilFree } from './lockDataDir.ts'
import { type LockHolder } from './lockHolder.ts'
import { shareDataDir } from './shareDataDir.ts'
import { StartupError } from './StartupError.ts'

/**
 * Makes the data dir where it is missing and takes it for this process. What holds secrets in it is readable by its owner
 * only; the folder itself stays passable, because PostgreSQL may run under an account of its own below it.
 * @param isShared with the other nodes, where there are several
 * @returns gives it back
 * @throws {StartupError} where it cannot be written, or another Signalbox is using it.
 */
export async function openDataDir(
  dataDir: string,
  what: LockHolder['what'],
  isShared = false,
): Promise<() => Promise<void>> {
  try {
    await makeFolder(dataDir)
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new StartupError(`SIGNALBOX_DATA_DIR=${JSON.stringify(dataDir)} cannot be written (${why}).`)
  }
  if (!isShared) return lockDataDir(dataDir, what)
  const release = await shareDataDir(dataDir)
  try {
    await untilFree(dataDir)
    return release
  } catch (error) {
    await release()
    throw error
  }
}

/** As mkdir's `recursive`, which never returns below /proc (Node 24). */
async function makeFolder(folder: string): Promise<void> {
  const isThere = await stat(folder).then(
    (info) => info.isDirectory(),
    () => false,
  )
  if (isThere) return
  if (path.dirname(folder) !== folder) await makeFolder(path.dirname(folder))
  await mkdir(folder, { mode: 0o755 })
}
