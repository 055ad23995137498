import { execFile } from 'node:child_process'
import { readFile, readlink, realpath, rm } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { type Log } from './Database.ts'
import { type Account } from './postgresAccount.ts'
import { type Place } from './postgresPlace.ts'

const run = promisify(execFile)

/**
 * Ends a PostgreSQL that a crash left behind on this cluster (the watchdog was killed as well, or is still at it), so that
 * the next start finds it free. Who may do so is settled before, by the lock on the data dir.
 */
export async function stopLeftover(place: Place & { account: Account | undefined }, log: Log): Promise<void> {
  const pid = await postmasterPid(place.cluster)
  if (pid === undefined || !isRunning(pid)) return
  if (await isStranger(pid, place.cluster)) return rm(path.join(place.cluster, 'postmaster.pid'), { force: true })
  log.warn({ pid, cluster: place.cluster }, 'ending a PostgreSQL that was left running')
  const control = path.join(place.binaries, 'bin/pg_ctl')
  const args = ['stop', '-D', place.cluster, '-w', '-t', '20']
  await run(control, [...args, '-m', 'fast'], { cwd: '/', ...place.account }).catch(async () => {
    // It may have ended by itself meanwhile; what is still there gets no more time.
    if (isRunning(pid)) await run(control, [...args, '-m', 'immediate'], { cwd: '/', ...place.account })
  })
}

async function postmasterPid(cluster: string): Promise<number | undefined> {
  const text = await readFile(path.join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number(text.split('\n')[0])
  return Number.isInteger(pid) && pid > 1 ? pid : undefined
}

/** After a crash of the machine its number may be another process', which must not be told to end. A postmaster works in its cluster. */
async function isStranger(pid: number, cluster: string): Promise<boolean> {
  const [folder, own] = await Promise.all([readlink(`/proc/${pid}/cwd`), realpath(cluster)]).catch(() => [])
  return folder !== undefined && folder !== own
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
