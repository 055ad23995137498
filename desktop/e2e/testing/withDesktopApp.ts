import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Page } from 'playwright-core'
import { afterAll, afterEach, expect, inject } from 'vitest'
import { type ApiClient } from '../../../api/testing/ApiClient.ts'
import { withServer } from '../../../api/testing/withServer.ts'
import { DesktopApp } from '../electron/DesktopApp.ts'
import { readMemberList, writeMemberList } from './memberList.ts'
import { password, truth } from './withConsole.ts'

/** A server, and desktop apps on the stand-in for Electron. Each app is ended after its test, and every page must have been quiet. */
export function withDesktopApp() {
  const running = withServer({ SIGNALBOX_MQTT_PORT: 'off' })
  const apps: DesktopApp[] = []
  const folders: string[] = []

  const touched = new Map<string, string>()

  afterEach(async () => {
    // One that is about to end may do so before it answers.
    const lists = await Promise.all(
      apps.map(async (app) => (app.isRunning ? app.do('touched').catch(() => app.touchedAtEnd) : app.touchedAtEnd)),
    )
    for (const list of lists) for (const [name, kind] of Object.entries(list)) touched.set(name, kind)
    const complaints = apps.flatMap((app) => app.complaints)
    await Promise.all(apps.splice(0).map((app) => app.remove()))
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
    expect(complaints).toEqual([])
  })

  afterAll(() => {
    if (process.env['SIGNALBOX_WRITE_MEMBERS']) writeMemberList(touched)
    const count = (kind: string): number => [...touched.values()].filter((each) => each === kind).length
    process.stderr.write(
      `On a stand-in, not on Electron: ${count('emulated')} members emulated, ${count('recorded')} recorded, ${count('refused')} refused\n`,
    )
    const listed = readMemberList()
    expect([...touched].filter(([name, kind]) => listed.get(name) !== kind)).toEqual([])
  })

  function newFolder(): string {
    const folder = mkdtempSync(path.join(tmpdir(), 'signalbox-desktop-'))
    folders.push(folder)
    return folder
  }

  function start(userData: string, server = running.server.http, ...args: string[]): Promise<DesktopApp> {
    return startWith({}, userData, server, ...args)
  }

  async function startWith(
    env: Record<string, string>,
    userData: string,
    server = running.server.http,
    ...args: string[]
  ): Promise<DesktopApp> {
    const browser = inject('browser')
    if ('missing' in browser) throw new Error(browser.missing)
    const app = await DesktopApp.start({ browser: browser.path, userData, args: [`--server=${server}`, ...args], env })
    apps.push(app)
    return app
  }

  /** An app of its own, signed in, with the list on screen. */
  async function signedIn(
    who: ApiClient,
    {
      server,
      env = {},
      userData = newFolder(),
    }: { server?: string; env?: Record<string, string>; userData?: string } = {},
  ): Promise<{ app: DesktopApp; page: Page; userData: string }> {
    const app = await startWith(env, userData, server)
    const page = await app.page(/^\/tickets/)
    await signIn(page, who)
    return { app, page, userData }
  }

  /** MQTT connections to the server at this moment. */
  async function connections(): Promise<number> {
    const metrics = await (await fetch(`${running.server.http}/metrics`)).text()
    return Number(/signalbox_broker\{figure="clients"\} (\d+)/.exec(metrics)?.[1])
  }

  return {
    get server() {
      return running.server
    },
    newFolder,
    start,
    startWith,
    signIn,
    signedIn,
    connections,
  }
}

async function signIn(page: Page, who: ApiClient): Promise<void> {
  await page.getByLabel('E-mail').fill(who.session.user.email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await truth(page, /Live/)
}
