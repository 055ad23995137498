import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Page } from 'playwright-core'
import { afterAll, afterEach, expect, inject } from 'vitest'
import { type ApiClient } from '../../../api/testing/ApiClient.ts'
import { withServer } from '../../../api/testing/withServer.ts'
import { DesktopApp } from '../electron/DesktopApp.ts'
import { isReal } from './desktopTest.ts'
import { readMemberList, writeMemberList } from './memberList.ts'
import { RealDesktopApp, type AppUnderTest } from './RealDesktopApp.ts'
import { password, truth } from './withConsole.ts'

/** A server, and desktop apps on the stand-in for Electron, or in the real one (desktopTest.ts). Each app is ended after its test, and every page must have been quiet. */
export function withDesktopApp() {
  const running = withServer({ SIGNALBOX_MQTT_PORT: 'off' })
  const apps: AppUnderTest[] = []
  const folders: string[] = []

  const touched = new Map<string, string>()

  afterEach(async () => {
    // One that is about to end may do so before it answers.
    const lists = await Promise.all(
      apps
        .filter(isStandin)
        .map(async (app) => (app.isRunning ? app.do('touched').catch(() => app.touchedAtEnd) : app.touchedAtEnd)),
    )
    for (const list of lists) for (const [name, kind] of Object.entries(list)) touched.set(name, kind)
    const complaints = apps.flatMap((app) => app.complaints)
    await Promise.all(apps.splice(0).map((app) => (isStandin(app) ? app.remove() : app.kill())))
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
    expect(complaints).toEqual([])
  })

  afterAll(() => {
    if (isReal) return
    if (process.env['SIGNALBOX_WRITE_MEMBERS']) writeMemberList(touched)
    const count = (kind: string): number => [...touched.values()].filter((each) => each === kind).length
    process.stderr.write(
      `On a stand-in, not on Electron: ${count('emulated')} members emulated, ${count('recorded')} recorded, ${count('refused')} refused\n`,
    )
    const listed = readMemberList()
    // What is unreached may be reached once in a while, as by a process that does not end in time.
    const isListed = ([name, kind]: [string, string]): boolean =>
      listed.get(name) === kind || (listed.get(name) === 'unreached' && kind !== 'refused')
    expect([...touched].filter((each) => !isListed(each))).toEqual([])
  })

  function newFolder(): string {
    const folder = mkdtempSync(path.join(tmpdir(), 'signalbox-desktop-'))
    folders.push(folder)
    return folder
  }

  function start(userData: string, server = running.server.http, ...args: string[]): Promise<AppUnderTest> {
    return startWith({}, userData, server, ...args)
  }

  async function startWith(
    env: Record<string, string>,
    userData: string,
    server = running.server.http,
    ...args: string[]
  ): Promise<AppUnderTest> {
    const given = [`--server=${server}`, ...args]
    const app = isReal
      ? await RealDesktopApp.start({ userData, args: given })
      : await startStandin(userData, given, env)
    apps.push(app)
    return app
  }

  /** A second start on the folder of an app that runs, until its process has ended. @returns its exit code */
  function startSecond(userData: string, ...args: string[]): Promise<number | null> {
    const given = [`--server=${running.server.http}`, ...args]
    if (isReal) return RealDesktopApp.startSecond({ userData, args: given })
    return DesktopApp.startSecond({ browser: browserPath(), userData, args: given })
  }

  /** An app of its own, signed in, with the list on screen. */
  async function signedIn(
    who: ApiClient,
    {
      server,
      env = {},
      userData = newFolder(),
    }: { server?: string; env?: Record<string, string>; userData?: string } = {},
  ): Promise<{ app: AppUnderTest; page: Page; userData: string }> {
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
    startSecond,
    signIn,
    signedIn,
    connections,
  }
}

function isStandin(app: AppUnderTest): app is DesktopApp {
  return app instanceof DesktopApp
}

/** What only the stand-in has, for tests that are marked with standinTest. */
export function onStandin(app: AppUnderTest): DesktopApp {
  if (!isStandin(app)) throw new Error('this test is for the stand-in alone')
  return app
}

function startStandin(userData: string, args: string[], env: Record<string, string>): Promise<DesktopApp> {
  return DesktopApp.start({ browser: browserPath(), userData, args, env })
}

function browserPath(): string {
  const browser = inject('browser')
  if ('missing' in browser) throw new Error(browser.missing)
  return browser.path
}

async function signIn(page: Page, who: ApiClient): Promise<void> {
  await page.getByLabel('E-mail').fill(who.session.user.email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await truth(page, /Live/)
}
