import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { text } from 'node:stream/consumers'

/** Starts one of the programs below api/ as npm does. */
export function startScript(
  script: string,
  args: readonly string[],
  { cwd, env }: { cwd?: string; env: Record<string, string> },
): ChildProcess {
  return spawn(process.execPath, [path.join(import.meta.dirname, '../..', script), ...args], {
    cwd,
    env: { PATH: process.env['PATH'], SIGNALBOX_LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

export interface Ended {
  code: number | null
  lines: string[]
  stderr: string
}

/** Resolves when it has ended, with what it said. */
export async function ended(child: ChildProcess): Promise<Ended> {
  const { stdout, stderr } = child
  if (!stdout || !stderr) throw new Error('no pipes')
  const [out, err, [code]] = await Promise.all([text(stdout), text(stderr), once(child, 'close')])
  return { code, lines: out.trimEnd().split('\n'), stderr: err }
}

/** The last line, parsed. */
export function summaryOf(result: Ended): unknown {
  return JSON.parse(result.lines.at(-1) ?? '')
}
