import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import path from 'node:path'
import { text } from 'node:stream/consumers'

/**
 * Builds the console with Vite, in a process of its own: the server keeps none of its memory, and its output stays off
 * our stdout.
 * @throws {Error} with the first of what Vite said, where it fails.
 */
export async function runVite(root: string, outDir: string, signal: AbortSignal): Promise<void> {
  const vite = path.dirname(createRequire(path.join(root, 'package.json')).resolve('vite/package.json'))
  const args = ['build', '--config', path.join(root, 'vite.config.ts'), '--outDir', outDir, '--emptyOutDir']
  const child = spawn(process.execPath, [path.join(vite, 'bin/vite.js'), ...args, '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    signal,
  })
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])
  if (code === 0) return
  // What went wrong comes first, and then where in Vite it was noticed.
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !/^\s+at /.test(line))
  throw new Error(lines.slice(0, 6).join('\n') || `vite ended with ${String(code)}`)
}
