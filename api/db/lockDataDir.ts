import { rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { makeOnce } from './makeOnce.ts'
import { isAlive, processBegan, readHolder, type LockHolder } from './lockHolder.ts'
import { sharedBy } from './shareDataDir.ts'
import { StartupError } from './StartupError.ts'

const lockName = 'lock.json'

/** A holder that is ending just now is waited for: it has 10 s for it, and most need less than one. */
const endPatience = 3_000

/** The living holder of this data dir, or one of the nodes that share it, if there is one. */
export async function lockHolder(dataDir: string): Promise<LockHolder | undefined> {
  return (await soleHolder(dataDir)) ?? (await sharedBy(dataDir))
}

async function soleHolder(dataDir: string): Promise<LockHolder | undefined> {
  const holder = await readHolder(path.join(dataDir, lockName))
  return holder && (await isAlive(holder)) ? holder : undefined
}

/** Waits for who has it to end. @throws {StartupError} when it does not. */
export async function untilFree(dataDir: string, findHolder = soleHolder): Promise<void> {
  const deadline = performance.now() + endPatience
  for (;;) {
    const holder = await findHolder(dataDir)
    if (!holder) return
    if (performance.now() >= deadline) {
      const who = holder.what === 'server' ? 'Another Signalbox is running' : 'An import is running'
      throw new StartupError(
        `${who} on ${dataDir} (process ${holder.pid}). Stop it, or choose another SIGNALBOX_DATA_DIR.`,
      )
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/**
 * Takes the data dir for this process alone; a holder that is no longer alive is passed over, so a crash hinders nobody.
 * @returns gives it back
 * @throws {StartupError} when a living process has it, or shares it with others.
 */
export async function lockDataDir(dataDir: string, what: LockHolder['what']): Promise<() => Promise<void>> {
  const file = path.join(dataDir, lockName)
  const text = JSON.stringify({
    pid: process.pid,
    began: (await processBegan(process.pid)) ?? '',
    what,
  } satisfies LockHolder)
  for (;;) {
    await untilFree(dataDir, lockHolder)
    if ((await makeOnce(file, text)) === text) return () => rm(file, { force: true })
    if (await soleHolder(dataDir)) continue
    // Of two starts that find the same dead lock only one can move it away; both then try again.
    const dead = `${file}.${process.pid}`
    await rename(file, dead).catch(() => {})
    await rm(dead, { force: true })
  }
}
