import { readdir, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { isAlive, processBegan, readHolder, type LockHolder } from './lockHolder.ts'

/** By machine as well: processes of two machines, or of two containers, may have the same number. */
const prefix = 'node.'
const here = `${prefix}${os.hostname()}.`

/** Notes that this node uses the data dir beside others. @returns takes it back */
export async function shareDataDir(dataDir: string): Promise<() => Promise<void>> {
  const file = path.join(dataDir, `${here}${process.pid}.json`)
  const mine: LockHolder = { pid: process.pid, began: (await processBegan(process.pid)) ?? '', what: 'server' }
  await writeFile(file, JSON.stringify(mine), { mode: 0o600 })
  return () => rm(file, { force: true })
}

/** A living node of this machine that uses the data dir; what nodes that were killed have left is taken away. */
export async function sharedBy(dataDir: string): Promise<LockHolder | undefined> {
  const names = await readdir(dataDir).catch(() => [])
  for (const name of names.filter((each) => each.startsWith(here))) {
    const file = path.join(dataDir, name)
    const holder = await readHolder(file)
    if (holder && (await isAlive(holder))) return holder
    await rm(file, { force: true })
  }
  return undefined
}
