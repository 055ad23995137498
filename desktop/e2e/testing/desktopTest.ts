import path from 'node:path'
import { test } from 'vitest'
import { findDesktopApp } from '../../../api/start/findDesktopApp.ts'
import { browserTest } from './withConsole.ts'

/** `npm run test:electron` sets it: the same tests, in the real Electron instead of the stand-in. */
export const isReal = process.env['SIGNALBOX_TEST_ELECTRON'] === 'real'

const root = path.join(import.meta.dirname, '../../..')
const found = findDesktopApp(root, process.env, process.platform)
const missing = isReal && 'missing' in found ? found.missing : undefined
if (missing !== undefined) process.stderr.write(`the real Electron is not tried: ${missing}\n`)

/** A test that holds in both. Without a real Electron it is skipped with the reason; in CI that is a failure. */
export const desktopTest = !isReal ? browserTest : missing !== undefined && !process.env['CI'] ? test.skip : test

const onStandinAlone = isReal ? test.skip : browserTest

/** A test of what only the stand-in can show, and why; in the real Electron it is listed and left out. */
export function standinTest(reason: string, name: string, run: () => Promise<void>): void {
  if (isReal) process.stderr.write(`on the stand-in alone (${reason}): ${name}\n`)
  onStandinAlone(name, run)
}
