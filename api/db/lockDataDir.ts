import { execFile } from 'node:child_process'
import { open, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { StartupError } from './StartupError.ts'

const run = promisify(execFile)
const lockName = 'lock.json'

/** A holder that is ending just now is waited for: it has 10 s for it, and most need less than one. */
const endPatience = 3_000

export interface LockHolder {
  pid: number
  /** When that process began, in the system's own words: a number used again after a crash is not the same process. */
  began: string
  what: 'server' | 'import'
}

/** The living holder of this data dir, if there is one. */
export async function lockHolder(dataDir: string): Promise<LockHolder | undefined> {
  const text = await readFile(path.join(dataDir, lockName), 'utf8').catch(() => undefined)
  const holder = text === undefined ? undefined : parseHolder(text)
  if (!holder || (await processBegan(holder.pid)) !== holder.began) return undefined
  return holder
}

/**
 * Takes the data dir for this process; a holder that is no longer alive is passed over, so a crash hinders nobody.
 * @returns gives it back
 * @throws {StartupError} when a living process has it.
 */
export async function lockDataDir(dataDir: string, what: LockHolder['what']): Promise<() => Promise<void>> {
  const file = path.join(dataDir, lockName)
  const mine: LockHolder = { pid: process.pid, began: (await processBegan(process.pid)) ?? '', what }
  const deadline = performance.now() + endPatience
  for (;;) {
    try {
      const handle = await open(file, 'wx', 0o600)
      await handle.writeFile(JSON.stringify(mine))
      await handle.close()
      return () => rm(file, { force: true })
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error
    }
    const holder = await lockHolder(dataDir)
    if (holder && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 100))
      continue
    }
    if (holder) {
      const who = holder.what === 'server' ? 'Another Signalbox is running' : 'An import is running'
      throw new StartupError(
        `${who} on ${dataDir} (process ${holder.pid}). Stop it, or choose another SIGNALBOX_DATA_DIR.`,
      )
    }
    // Of two starts that find the same dead lock only one can move it away; both then try again.
    const dead = `${file}.${process.pid}`
    await rename(file, dead).catch(() => {})
    await rm(dead, { force: true })
  }
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    return JSON.parse(text) as LockHolder
  } catch {
    return undefined
  }
}

async function processBegan(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
    // Field 22, counted after the name, which may hold spaces: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  }
  if (process.platform === 'win32') {
    try {
      process.kill(pid, 0)
      return 'alive'
    } catch {
      return undefined
    }
  }
  return run('ps', ['-o', 'lstart=', '-p', String(pid)]).then(
    ({ stdout }) => stdout.trim() || undefined,
    () => undefined,
  )
}
