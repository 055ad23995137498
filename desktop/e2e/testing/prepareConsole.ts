import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { build } from 'vite'
import type { TestProject } from 'vitest/node'
import { findBrowser } from './findBrowser.ts'

declare module 'vitest' {
  interface ProvidedContext {
    browser: { path: string } | { missing: string }
  }
}

const run = promisify(execFile)
const root = path.join(import.meta.dirname, '../../..')

/** Once a run: the console as it will be shipped, and a browser to look at it with. */
export default async function prepareConsole(project: TestProject): Promise<void> {
  const found = findBrowser() ?? (await installBrowser())
  project.provide('browser', found)
  if ('missing' in found) return
  await build({ configFile: path.join(root, 'vite.config.ts'), logLevel: 'error' })
}

/** On Debian as root the browser is one package away; elsewhere it is the developer's to install. */
async function installBrowser(): Promise<{ path: string } | { missing: string }> {
  const missing = 'no Chrome or Chromium is installed, and SIGNALBOX_TEST_BROWSER names none'
  if (process.getuid?.() !== 0 || !(await isDebian())) return { missing }
  try {
    await run('apt-get', ['update'])
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { maxBuffer: 64 * 1024 * 1024 })
  } catch (error) {
    return { missing: `chromium could not be installed: ${error instanceof Error ? error.message : String(error)}` }
  }
  return findBrowser() ?? { missing }
}

async function isDebian(): Promise<boolean> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '')
  return /^ID(_LIKE)?=.*debian/m.test(release)
}
