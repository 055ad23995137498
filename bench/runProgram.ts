import { spawn } from 'node:child_process'
import { once } from 'node:events'

/**
 * A table of one part, made by a program of its own: the broker's needs neither a server nor PostgreSQL, the console's is
 * checked against the types of browsers.
 * @param file relative to this folder
 */
export async function runProgram(file: string): Promise<number> {
  const child = spawn(process.execPath, [new URL(file, import.meta.url).pathname], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [code] = await once(child, 'exit')
  return typeof code === 'number' ? code : 1
}
