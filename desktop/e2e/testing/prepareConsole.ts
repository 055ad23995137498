import path from 'node:path'
import { build as bundle } from 'rolldown'
import type { TestProject } from 'vitest/node'
import { buildConsole } from '../../../api/start/buildConsole.ts'
import { runVite } from '../../../api/start/runVite.ts'
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
  // As npm start does it, with its mark: the tests of npm start run beside these and find it fresh, instead of putting
  // other files in the place of those that a page is just asking for.
  const signal = AbortSignal.timeout(180_000)
  const state = await buildConsole({ root, build: (outDir) => runVite(root, outDir, signal), onBuild: () => {} })
  if (typeof state === 'object') throw new Error(`The console cannot be built: ${state.problem}`)
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
