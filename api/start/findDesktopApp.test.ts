import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findDesktopApp } from './findDesktopApp.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'signalbox-electron-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

async function write(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true })
  await writeFile(path.join(root, file), text)
}

const screen = { DISPLAY: ':0' }

test('each reason why there is no desktop app is said, and the binary once there is one', async () => {
  expect(findDesktopApp(root, screen, 'linux')).toEqual({ missing: 'electron is not installed' })
  await write('node_modules/electron/package.json', '{"name": "electron"}')
  expect(findDesktopApp(root, screen, 'linux')).toEqual({ missing: "electron's binary has not been downloaded" })
  await write('node_modules/electron/path.txt', 'electron')
  expect(findDesktopApp(root, screen, 'linux')).toEqual({ missing: "electron's binary has not been downloaded" })
  await write('node_modules/electron/dist/electron', '')
  const binary = path.join(root, 'node_modules/electron/dist/electron')
  expect(findDesktopApp(root, screen, 'linux')).toEqual({ binary })
  expect(findDesktopApp(root, {}, 'linux')).toEqual({ missing: expect.stringContaining('no screen') })
  expect(findDesktopApp(root, {}, 'darwin')).toEqual({ binary })
})

test('a binary of one`s own is taken from where the environment says', async () => {
  await write('node_modules/electron/package.json', '{"name": "electron"}')
  await write('node_modules/electron/path.txt', 'electron')
  await write('elsewhere/electron', '')
  const env = { ...screen, ELECTRON_OVERRIDE_DIST_PATH: path.join(root, 'elsewhere') }
  expect(findDesktopApp(root, env, 'linux')).toEqual({ binary: path.join(root, 'elsewhere/electron') })
})
