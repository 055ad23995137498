import path from 'node:path'
import { build as bundle } from 'rolldown'
import { build } from 'vite'
import type { TestProject } from 'vitest/node'
import { installPackages } from '../../../api/testing/installPackages.ts'
import desktopBuild from '../../../rolldown.config.ts'
import { findBrowser, type FoundBrowser } from './findBrowser.ts'

const root = path.join(import.meta.dirname, '../../..')

/** Once a run: the console and the desktop app as they will be shipped, and a browser to look at them with. */
export default async function prepareConsole(project: TestProject): Promise<void> {
  const found = ensureBrowser()
  project.provide('browser', found)
  if (!('missing' in found)) await buildForTests()
}

/** The console in dist/, as the server gives it to browsers. */
export async function buildForTests(): Promise<void> {
  await build({ configFile: path.join(root, 'vite.config.ts'), logLevel: 'error' })
  await bundle(desktopBuild.map((each) => ({ ...each, cwd: root, write: true })))
}

export function ensureBrowser(): FoundBrowser {
  return findBrowser() ?? installBrowser()
}

function installBrowser(): FoundBrowser {
  const missing = installPackages(['chromium'])
  if (missing !== undefined)
    return { missing: `no Chrome or Chromium: ${missing}, or name one in SIGNALBOX_TEST_BROWSER` }
  return findBrowser() ?? { missing: 'chromium was installed and is not where it should be' }
}
