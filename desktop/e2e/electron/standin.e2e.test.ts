import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeEach, expect, inject } from 'vitest'
import { browserTest } from '../testing/withConsole.ts'
import { DesktopApp, register } from './DesktopApp.ts'

/** What Electron refuses the stand-in has to refuse as well, or a green run would mean nothing. */
const folders: string[] = []
let folder: string
let app: DesktopApp | undefined
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'signalbox-refused-'))
  folders.push(folder)
})
/** The browser of an app that ends before it is ready may write into its folder once more. */
afterAll(() => {
  for (const each of folders) rmSync(each, { recursive: true, force: true, maxRetries: 10 })
})
afterEach(async () => {
  await app?.remove()
  app = undefined
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
})

/** An app of a few lines. Its main process ends with what it has thrown. */
async function start(main: string, preload = ''): Promise<DesktopApp> {
  const browser = inject('browser')
  if ('missing' in browser) throw new Error(browser.missing)
  writeFileSync(path.join(folder, 'main.mjs'), main)
  writeFileSync(path.join(folder, 'preload.cjs'), preload)
  app = await DesktopApp.start({ browser: browser.path, userData: folder, main: path.join(folder, 'main.mjs') })
  return app
}

/** What a main process that cannot go on has said last. */
async function failing(main: string): Promise<string> {
  const browser = inject('browser')
  if ('missing' in browser) throw new Error(browser.missing)
  const file = path.join(folder, 'main.mjs')
  writeFileSync(file, main)
  writeFileSync(path.join(folder, 'preload.cjs'), '')
  const child = spawn(process.execPath, ['--import', register, file, `--user-data-dir=${folder}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, STANDIN_BROWSER: browser.path, STANDIN_FOLDER: folder, NODE_OPTIONS: '' },
  })
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  expect(code).not.toBe(0)
  return said
}

const window = `new BrowserWindow({ show: true, webPreferences: {
  sandbox: true, contextIsolation: true, preload: import.meta.dirname + '/preload.cjs' } })`
const shown = `import { app, BrowserWindow, protocol } from 'electron'
protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true } }])
await app.whenReady()
protocol.handle('app', () => new Response('<p>here', { headers: { 'content-type': 'text/html' } }))
void ${window}.loadURL('app://test/')`

browserTest.each([
  [
    'a call before ready',
    `import { screen } from 'electron'; screen.getAllDisplays()`,
    /must be called after the app is ready/,
  ],
  [
    'a window before ready',
    `import { BrowserWindow } from 'electron'; ${window}`,
    /must be called after the app is ready/,
  ],
  [
    'a scheme after ready',
    `import { app, protocol } from 'electron'; await app.whenReady(); protocol.registerSchemesAsPrivileged([])`,
    /before the app is ready/,
  ],
  [
    'a member that is not played',
    `import { app } from 'electron'; app.getGPUInfo('basic')`,
    /App\.getGPUInfo is not emulated/,
  ],
  ['a module that is not played', `import { desktopCapturer } from 'electron'`, /desktopCapturer/],
  [
    'a window with Node in its page',
    `import { app, BrowserWindow } from 'electron'; await app.whenReady(); new BrowserWindow({ webPreferences: { nodeIntegration: true } })`,
    /only sandboxed/,
  ],
  [
    'a function to a page',
    `${shown.replace('void ', 'const window = ').replace(/\.loadURL.*/, '')}; window.webContents.send('x', () => 1)`,
    /could not be cloned/,
  ],
  [
    'a function through a port',
    `import { app, MessageChannelMain } from 'electron'; await app.whenReady()
    new MessageChannelMain().port1.postMessage({ call: () => 1 })`,
    /could not be cloned/,
  ],
  [
    'a port that is sent twice',
    `import { app, MessageChannelMain, utilityProcess } from 'electron'; await app.whenReady()
    const { port1, port2 } = new MessageChannelMain(); port1.postMessage('x', [port2]); port1.postMessage('y', [port2])`,
    /was transferred/,
  ],
])('it refuses %s', async (_, main, refusal) => {
  expect(await failing(main)).toMatch(refusal)
})

browserTest('the built preload with a planted call of Node`s fails, and the page gets no bridge', async () => {
  const built = readFileSync(path.join(import.meta.dirname, '../../../out/preload/preload.cjs'), 'utf8')
  const started = await start(shown, `require('node:child_process').execSync('id');${built}`)
  await expect
    .poll(async () => (await started.do('recorded')).preloadErrors)
    .toEqual([expect.stringContaining('module not found: node:child_process')])
  const page = await started.page('/')
  expect(await page.evaluate(() => 'signalboxDesktop' in globalThis)).toBe(false)
})

browserTest.each([
  ['Node', `require('node:fs')`, 'module not found: node:fs'],
  [
    'a member that is not played',
    `require('electron').ipcRenderer.sendSync('x')`,
    'ipcRenderer.sendSync is not emulated',
  ],
])('a preload that wants %s fails', async (_, preload, refusal) => {
  const started = await start(shown, preload)
  await expect
    .poll(async () => (await started.do('recorded')).preloadErrors)
    .toEqual([expect.stringContaining(refusal)])
})

browserTest(
  'values pass between the page and its preload as contextBridge passes them, functions and promises too',
  async () => {
    const started = await start(
      shown,
      `const { contextBridge } = require('electron')
    contextBridge.exposeInMainWorld('api', {
      sum: (a, b) => a + b,
      later: (value) => Promise.resolve({ value, at: new Date(5) }),
      fail: () => Promise.reject(new TypeError('no')),
      throws: () => { throw new RangeError('never') },
      twice: (call) => [call(1), call(2)],
    })
    globalThis.hidden = 'only here'`,
    )
    const page = await started.page('/')
    const answers = await page.evaluate(async () => {
      const api = Reflect.get(globalThis, 'api')
      const thrown = (): string => {
        try {
          return api.throws()
        } catch (error) {
          return String(error)
        }
      }
      return {
        sum: api.sum(2, 3),
        later: JSON.stringify(await api.later('x')),
        fail: await api.fail().catch((error: unknown) => String(error)),
        thrown: thrown(),
        twice: api.twice((n: number) => n * 10),
        hidden: 'hidden' in globalThis,
      }
    })
    expect(answers).toEqual({
      sum: 5,
      later: '{"value":"x","at":"1970-01-01T00:00:00.005Z"}',
      fail: 'TypeError: no',
      thrown: 'RangeError: never',
      twice: [10, 20],
      hidden: false,
    })
  },
)

browserTest('a killed app leaves no browser behind', async () => {
  const started = await start(shown)
  await started.page('/')
  await started.kill()
  const address = `${started.endpoint.replace('ws:', 'http:').replace(/\/devtools.*/, '')}/json/version`
  const isThere = () =>
    fetch(address).then(
      () => true,
      () => false,
    )
  await expect.poll(isThere, { timeout: 10_000 }).toBe(false)
})
