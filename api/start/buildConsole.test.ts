import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { buildConsole, type ConsoleState } from './buildConsole.ts'

let root: string
let builds: number
beforeEach(async () => {
  builds = 0
  root = await mkdtemp(path.join(os.tmpdir(), 'signalbox-console-'))
  await write('desktop/renderer/index.html', 'source')
  await write('desktop/sync/Replica.ts', 'one')
})
afterEach(() => rm(root, { recursive: true, force: true }))

async function write(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true })
  await writeFile(path.join(root, file), text)
}

async function builder(outDir: string): Promise<void> {
  builds++
  await mkdir(outDir, { recursive: true })
  await writeFile(path.join(outDir, 'index.html'), `build ${builds}`)
}

const build = (how = builder): Promise<ConsoleState> => buildConsole({ root, build: how, onBuild: () => {} })
const page = (): Promise<string> => readFile(path.join(root, 'dist/console/index.html'), 'utf8')

test('it is built once, and not again while its sources are the same', async () => {
  expect(await build()).toBe('built')
  expect(await build()).toBe('fresh')
  expect(builds).toBe(1)
  expect(await page()).toBe('build 1')
})

test('new times on the same sources are no reason to build', async () => {
  await build()
  await utimes(path.join(root, 'desktop/sync/Replica.ts'), new Date(), new Date(Date.now() + 60_000))
  expect(await build()).toBe('fresh')
})

test.for(['desktop/sync/Replica.ts', 'desktop/renderer/new.vue', 'vite.config.ts', 'package-lock.json'])(
  'a change of %s is a reason to build',
  async (file) => {
    await build()
    await write(file, 'two')
    expect(await build()).toBe('built')
    expect(await page()).toBe('build 2')
  },
)

test('a test that changed is none', async () => {
  await build()
  await write('desktop/sync/Replica.test.ts', 'two')
  await write('desktop/sync/testing/fixture.ts', 'two')
  expect(await build()).toBe('fresh')
})

test('a build that fails or is cut off leaves the one before in place, and nothing else', async () => {
  await build()
  await write('desktop/sync/Replica.ts', 'broken')
  const state = await build(async (outDir) => {
    await builder(outDir)
    throw new Error('a comma is missing')
  })
  expect(state).toEqual({ problem: 'a comma is missing', olderOne: true })
  expect(await page()).toBe('build 1')
  expect(await readdir(path.join(root, 'dist'))).toEqual(['console'])
  expect(await build()).toBe('built')
})

test('where the sources are not there nothing is built, and that is said', async () => {
  await rm(path.join(root, 'desktop'), { recursive: true })
  expect(await build()).toEqual({ problem: 'its sources are not here', olderOne: false })
  expect(builds).toBe(0)
  expect(existsSync(path.join(root, 'dist'))).toBe(false)
})
