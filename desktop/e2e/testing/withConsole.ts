import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest'
import { type ApiClient } from '../../../api/testing/ApiClient.ts'
import { type CuttableProxy } from './CuttableProxy.ts'
import { withServer } from '../../../api/testing/withServer.ts'

/** The root account has no sandbox, CI no GPU; the rest keeps the browser from talking to anybody but us. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export const desktopSize = { width: 1440, height: 900 }
export const phoneSize = { width: 375, height: 812 }

const found = inject('browser')
const missing = 'missing' in found ? found.missing : undefined

/** Skipped with the reason where there is no browser; under CI that is a failure. */
const isSkipped = missing !== undefined && !process.env['CI']
export const browserTest = isSkipped ? test.skip : test
if (isSkipped) process.stderr.write(`browser tests are skipped: ${missing}\n`)

/** What no page may do, collected while it is open: errors, and anything the content security policy stopped. */
export interface Watched {
  page: Page
  complaints: string[]
}

export interface ConsoleOptions extends BrowserContextOptions {
  theme?: 'dark' | 'light'
}

/** A server, and browsers as different people. Everything is closed after each test, and every page must have been quiet. */
export function withConsole() {
  const running = withServer({ SIGNALBOX_MQTT_PORT: 'off' })
  let browser: Browser | undefined
  const contexts: BrowserContext[] = []
  const watched: Watched[] = []

  beforeAll(async () => {
    if ('missing' in found) {
      if (process.env['CI']) throw new Error(`browser tests cannot run: ${found.missing}`)
      return
    }
    browser = await chromium.launch({ executablePath: found.path, args: flags })
  })
  afterAll(() => browser?.close())
  afterEach(async () => {
    const complaints = watched.splice(0).flatMap((each) => each.complaints)
    await Promise.all(contexts.splice(0).map((context) => context.close()))
    expect(complaints).toEqual([])
  })

  /** A browser of its own: cookies, storage and workers are shared with nobody. */
  async function newContext({ theme = 'dark', ...options }: ConsoleOptions = {}): Promise<BrowserContext> {
    if (!browser) throw new Error('there is no browser')
    const context = await browser.newContext({ viewport: desktopSize, timezoneId: 'Europe/Berlin', ...options })
    await context.addInitScript((text) => {
      if (localStorage.getItem('signalbox.preferences') === null) localStorage.setItem('signalbox.preferences', text)
    }, JSON.stringify({ theme }))
    contexts.push(context)
    return context
  }

  async function newPage(context: BrowserContext, path = '/', origin = running.server.http): Promise<Page> {
    const page = await context.newPage()
    watched.push(watch(page, origin))
    await page.goto(`${origin}${path}`)
    return page
  }

  /** Signed in, with the list on screen. */
  async function signIn(
    who: ApiClient,
    options: ConsoleOptions & { path?: string; origin?: string } = {},
  ): Promise<Page> {
    const { path, origin, ...rest } = options
    const page = await newPage(await newContext(rest), path, origin)
    await enter(page, who)
    return page
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
    newContext,
    newPage,
    signIn,
    enter,
    connections,
  }
}

async function enter(page: Page, who: ApiClient): Promise<void> {
  await submitSignIn(page, who)
  await truth(page, /Live/)
}

export async function submitSignIn(page: Page, who: ApiClient): Promise<void> {
  await page.getByLabel('E-mail').fill(who.session.user.email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Of every user that `ApiClient.newUser` makes. */
export const password = 'a long enough password'

function watch(page: Page, origin: string): Watched {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    // A server that is away is the subject of some tests, and the browser logs each try.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text())
  })
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(origin) && !/^(data|blob):/.test(url)) complaints.push(`asked for ${url}`)
  })
  return { page, complaints }
}

/** Waits until the truth light says so. */
export async function truth(page: Page, text: RegExp): Promise<void> {
  await page.getByRole('status').filter({ hasText: text }).first().waitFor()
}

/** No network: the server cannot be reached, and the browser says so. */
export async function goOffline(page: Page, proxy: CuttableProxy): Promise<void> {
  proxy.cut()
  await page.context().setOffline(true)
}

export async function goOnline(page: Page, proxy: CuttableProxy): Promise<void> {
  proxy.join()
  await page.context().setOffline(false)
}

/** Waits until the replica on disk has a row with this text: rows are gathered for half a second before they are written. */
export async function keptOnDevice(page: Page, text: string): Promise<void> {
  // Not waitForFunction: it takes the promise of an async function for a yes.
  await expect.poll(() => page.evaluate(storedText), { timeout: 10_000 }).toContain(text)
}

/** Everything in this origin's IndexedDB, as one text. Runs in the page. */
async function storedText(): Promise<string> {
  const databases = await indexedDB.databases()
  const contents = await Promise.all(databases.map(({ name = '' }) => contentOf(name)))
  return contents.join('\n')

  async function contentOf(name: string): Promise<string> {
    const database = await settled(indexedDB.open(name))
    const stores = [...database.objectStoreNames]
    const values = await Promise.all(
      stores.map((store) => settled(database.transaction(store).objectStore(store).getAll())),
    )
    database.close()
    return JSON.stringify(values)
  }

  function settled<T>(request: IDBRequest<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      request.addEventListener('success', () => resolve(request.result))
      request.addEventListener('error', () => reject(new Error('the storage cannot be read')))
    })
  }
}

/** The row of a ticket in the list. */
export function ticketRow(page: Page, title: string) {
  return page.getByRole('row').filter({ hasText: title })
}
