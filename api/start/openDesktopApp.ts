import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import path from 'node:path'
import { text } from 'node:stream/consumers'

export interface DesktopAppStart {
  root: string
  /** Electron's. */
  binary: string
  /** Whom the app speaks to, for this run only. */
  server: string
  signal: AbortSignal
}

/**
 * Bundles the desktop app, which takes half a second, and starts it. It ends with the signal, or when its user quits it.
 * @throws {Error} with what went wrong, where it cannot be bundled or started.
 */
export async function openDesktopApp({ root, binary, server, signal }: DesktopAppStart): Promise<void> {
  await bundle(root, signal)
  const app = spawn(binary, [root, `--server=${server}`], { cwd: root, stdio: 'ignore', signal })
  await once(app, 'spawn')
  // Ended by the signal: that is no failure.
  app.on('error', () => {})
}

async function bundle(root: string, signal: AbortSignal): Promise<void> {
  const rolldown = path.dirname(createRequire(path.join(root, 'package.json')).resolve('rolldown/package.json'))
  const args = [path.join(rolldown, 'bin/cli.mjs'), '-c', path.join(root, 'rolldown.config.ts')]
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'], signal })
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])
  if (code !== 0) throw new Error(stderr.split('\n').slice(0, 6).join('\n') || `rolldown ended with ${String(code)}`)
}
