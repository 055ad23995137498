import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { StartupError } from './StartupError.ts'

const run = promisify(execFile)

/** The account that PostgreSQL runs under. It refuses to run as root, so root hands it to another one. */
export interface Account {
  uid: number
  gid: number
}

const accountName = 'postgres'

/** @returns undefined where we are not root: PostgreSQL then runs as ourselves. */
export async function postgresAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  return (await lookUp()) ?? (await create())
}

async function lookUp(): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', accountName]), run('id', ['-g', accountName])])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return undefined
  }
}

async function create(): Promise<Account> {
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', accountName])
  } catch (error) {
    // Another start beside this one may have been quicker.
    const made = await lookUp()
    if (made) return made
    throw new StartupError(
      `PostgreSQL does not run as root, and the account "${accountName}" could not be made: ${String(error)}`,
    )
  }
  const made = await lookUp()
  if (!made) throw new StartupError(`PostgreSQL does not run as root, and the account "${accountName}" is not there.`)
  return made
}

/** True where the account may pass through every folder down to this one and read what is in it. */
export async function canReach(account: Account, folder: string): Promise<boolean> {
  const parts = path.resolve(folder).split(path.sep)
  for (let depth = 1; depth <= parts.length; depth++) {
    const info = await stat(parts.slice(0, depth).join(path.sep) || path.sep)
    const shift = info.uid === account.uid ? 6 : info.gid === account.gid ? 3 : 0
    const bits = (info.mode >> shift) & 0o7
    const needed = depth === parts.length ? 0o5 : 0o1
    if ((bits & needed) !== needed) return false
  }
  return true
}
