import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { _electron, type ElectronApplication } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'
import { findDesktopApp } from '../../api/start/findDesktopApp.ts'
import { withServer } from '../../api/testing/withServer.ts'
import { password, ticketRow, truth } from './testing/withConsole.ts'

/** The built app in the real Electron: what the stand-in cannot show. Skipped with the reason where its binary is not. */
const root = path.join(import.meta.dirname, '../..')
const found = findDesktopApp(root, process.env, process.platform)
const isSkipped = 'missing' in found && !process.env['CI']
if ('missing' in found) process.stderr.write(`the real Electron is not tried: ${found.missing}\n`)
const electronTest = isSkipped ? test.skip : test

const running = withServer({ SIGNALBOX_MQTT_PORT: 'off' })
const folders: string[] = []
let app: ElectronApplication | undefined
afterEach(async () => {
  await app?.close()
  app = undefined
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
})

async function start(): Promise<ElectronApplication> {
  if ('missing' in found) throw new Error(found.missing)
  const userData = mkdtempSync(path.join(tmpdir(), 'signalbox-electron-'))
  folders.push(userData)
  const args = [root, `--user-data-dir=${userData}`, `--server=${running.server.http}`]
  // The account of a container has no sandbox of Chromium's.
  if (process.platform === 'linux' && process.getuid?.() === 0) args.push('--no-sandbox')
  app = await _electron.launch({ executablePath: found.binary, args })
  return app
}

electronTest(
  'it starts, signs in, and shows what others change, from a page without Node under its own scheme',
  async () => {
    const dana = await running.server.admin.newUser('dispatcher', 'Dana Kowalski')
    const site = await running.server.admin.newSite()
    const page = await (await start()).firstWindow()
    await page.getByLabel('E-mail').fill(dana.session.user.email)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await truth(page, /Live/)
    await dana.newTicket(site.id, { title: 'Lift stuck' })
    await ticketRow(page, 'Lift stuck').waitFor()
    expect(await page.evaluate(() => location.origin)).toBe('app://console')
    expect(await page.evaluate(() => ['require', 'process', 'module'].filter((name) => name in globalThis))).toEqual([])
  },
)

electronTest('its windows are sandboxed, and the sync client is a process of its own', async () => {
  const started = await start()
  await started.firstWindow()
  const processes = await started.evaluate(({ app: electron }) =>
    electron.getAppMetrics().map(({ type, name, sandboxed }) => ({ type, name, sandboxed })),
  )
  expect(processes).toContainEqual(expect.objectContaining({ type: 'Utility', name: 'Signalbox sync' }))
  const pages = processes.filter(({ type }) => type === 'Tab')
  expect(pages.length).toBeGreaterThan(0)
  // Only Windows and macOS tell.
  expect(pages.filter(({ sandboxed }) => sandboxed === false)).toEqual([])
})
