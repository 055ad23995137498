import { readdir, readFile } from 'node:fs/promises'

/** Linux reports times in hundredths, whatever its own tick is (proc(5), USER_HZ). */
const ticksPerSecond = 100

interface ProcessTimes {
  parent: number
  own: number
  /** Of children that have ended and were waited for. */
  ended: number
}

/** CPU seconds these processes have used so far; NaN where the system has no /proc. */
export async function cpuSeconds(pids: readonly number[]): Promise<number> {
  const times = await Promise.all(pids.map(timesOf))
  return times.reduce((sum, each) => sum + (each?.own ?? NaN), 0)
}

/** The same of a process with all its children, also those that have ended. */
export async function cpuSecondsOfTree(pid: number): Promise<number> {
  const root = await timesOf(pid)
  if (!root) return NaN
  const names = await readdir('/proc')
  const all = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map((name) => timesOf(Number(name))))
  const children = all.filter((each) => each?.parent === pid)
  return children.reduce((sum, each) => sum + (each?.own ?? 0), root.own + root.ended)
}

/** The process that started this one. */
export async function parentOf(pid: number): Promise<number> {
  const times = await timesOf(pid)
  return times?.parent ?? 0
}

async function timesOf(pid: number): Promise<ProcessTimes | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  // The name in brackets may hold anything; what follows the last bracket does not.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ')
  if (!fields) return undefined
  const at = (index: number): number => Number(fields[index])
  return { parent: at(1), own: (at(11) + at(12)) / ticksPerSecond, ended: (at(13) + at(14)) / ticksPerSecond }
}
