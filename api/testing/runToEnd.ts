import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs the server, or another program of `api`, until it ends by itself. */
export async function runToEnd(
  env: Record<string, string>,
  args: readonly string[] = ['serve'],
  program = 'main.ts',
): Promise<Ended> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, '..', program), ...args], {
    env: { PATH: process.env['PATH'], SIGNALBOX_LOG_LEVEL: 'silent', ...env },
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, ...output }
}
