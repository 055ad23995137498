import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDesktopApp } from './openDesktopApp.ts'

let root: string
let stop: AbortController
beforeEach(async () => {
  stop = new AbortController()
  root = await mkdtemp(path.join(os.tmpdir(), 'signalbox-open-'))
  await mkdir(path.join(root, 'node_modules'))
  const rolldown = path.join(import.meta.dirname, '../../node_modules/rolldown')
  await symlink(rolldown, path.join(root, 'node_modules/rolldown'), 'junction')
  await writeFile(path.join(root, 'package.json'), '{"type": "module"}')
  await writeFile(
    path.join(root, 'rolldown.config.ts'),
    `export default { input: 'main.ts', output: { file: 'out/main/main.js' } }`,
  )
})
afterEach(async () => {
  stop.abort()
  await rm(root, { recursive: true, force: true })
})

const open = (binary: string): Promise<void> =>
  openDesktopApp({ root, binary, server: 'http://127.0.0.1:1', signal: stop.signal })

test.skipIf(process.platform === 'win32')('it is bundled, then started with the folder and the server', async () => {
  await writeFile(path.join(root, 'main.ts'), 'export const started: boolean = true')
  const binary = path.join(root, 'electron')
  await writeFile(binary, `#!/bin/sh\necho "$@" > "$1/said.new" && mv "$1/said.new" "$1/said"\n`)
  await chmod(binary, 0o755)
  await open(binary)
  expect(existsSync(path.join(root, 'out/main/main.js'))).toBe(true)
  await expect
    .poll(() => readFile(path.join(root, 'said'), 'utf8').catch(() => ''), { timeout: 5_000 })
    .toBe(`${root} --server=http://127.0.0.1:1\n`)
})

test('what cannot be bundled is said, and nothing is started', async () => {
  await writeFile(path.join(root, 'main.ts'), 'import { nothing } from "./nowhere.ts"; nothing()')
  await expect(open(path.join(root, 'electron'))).rejects.toThrow(/nowhere/)
})
