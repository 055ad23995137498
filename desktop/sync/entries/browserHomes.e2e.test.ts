import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { adminSignIn } from '../../../api/testing/startServer.ts'
import { withServer } from '../../../api/testing/withServer.ts'
import { type FoundBrowser } from '../../e2e/testing/findBrowser.ts'
import { type BrowserPage } from '../testing/browserPage.ts'
import { BrowserSite } from '../testing/browserSite.ts'

const found: FoundBrowser = inject('browser')
if ('missing' in found && process.env.CI) throw new Error(found.missing)

/** As the page sees it. */
declare const signalbox: BrowserPage

const open = (page: Page, home: Parameters<BrowserPage['open']>[0]) =>
  page.evaluate((kind) => signalbox.open(kind), home)

const signIn = (page: Page) =>
  page.evaluate(async (input) => {
    await signalbox.window().caller.call('signIn', input)
    await signalbox.window().untilPhase('live')
  }, adminSignIn)

const live = (page: Page) => page.evaluate(() => signalbox.window().untilPhase('live'))

const untilTitle = (page: Page, id: string, title: string) =>
  page.evaluate(
    ([ticket = '', wanted]) =>
      signalbox.window().until(`it is called ${wanted}`, () => signalbox.window().ticket(ticket)?.title === wanted),
    [id, title],
  )

describe.skipIf('missing' in found)('in Chromium', () => {
  const own = withServer()
  let site: BrowserSite
  let browser: Browser
  let context: BrowserContext | undefined
  const violations: string[] = []
  beforeAll(async () => {
    site = await BrowserSite.open(() => own.server.http)
    browser = await chromium.launch({
      ...('path' in found ? { executablePath: found.path } : {}),
      args: ['--no-sandbox', '--host-resolver-rules=MAP insecure.test 127.0.0.1'],
    })
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await site?.close()
  })
  afterEach(async () => {
    await context?.close()
    context = undefined
    if (violations.length > 0) throw new Error(violations.splice(0).join('\n'))
  })

  async function newPage(url = site.url): Promise<Page> {
    context ??= await browser.newContext()
    const page = await context.newPage()
    page.on('console', (message) => {
      if (message.type() === 'error' && message.text().includes('Content Security Policy'))
        throw new Error(message.text())
    })
    await page.goto(url)
    await page.waitForFunction(() => 'signalbox' in globalThis)
    return page
  }

  test('S30 S33 the store in IndexedDB passes the same suite', async () => {
    const page = await newPage()
    expect(await page.evaluate(() => signalbox.storeFailures())).toEqual([])
  })

  test('S44 what an older console left waiting is taken over once it runs no more', async () => {
    const page = await newPage()
    expect(await page.evaluate(() => signalbox.adopted(false))).toEqual({ taken: 1, left: false })
    expect(await page.evaluate(() => signalbox.adopted(true))).toEqual({ taken: 0, left: true })
  })

  test('S30 fifty thousand rows are written and read back in a moment', async () => {
    const page = await newPage()
    const speed = await page.evaluate(() => signalbox.storeSpeed(50_000))
    expect(speed.write).toBeLessThan(5_000)
    expect(speed.append).toBeLessThan(500)
    expect(speed.read).toBeLessThan(3_000)
  })

  test.each(['shared', 'leader'] as const)(
    'S60 tabs on one %s client share one connection and see each other change things',
    async (home) => {
      const { admin } = own.server
      const place = await admin.newSite()
      const ticket = await admin.newTicket(place.id)
      const [one, two] = [await newPage(), await newPage()]
      await open(one, home)
      await signIn(one)
      await open(two, home)
      await live(two)
      await one.evaluate(
        (id) =>
          signalbox
            .window()
            .caller.call('send', { command: { name: 'ticket.update', target: id, input: { title: 'From one' } } }),
        ticket.id,
      )
      await untilTitle(two, ticket.id, 'From one')
      expect(site.sockets).toBe(1)
      expect(await two.evaluate(() => signalbox.window().status.home)).toBe(home)
      expect(await two.evaluate(() => signalbox.window().status.durable)).toBe(true)
    },
  )

  test('S31 the next visit shows what was there, still signed in', async () => {
    const { admin } = own.server
    const place = await admin.newSite()
    const ticket = await admin.newTicket(place.id, { title: 'Kept' })
    const first = await newPage()
    await open(first, 'shared')
    await signIn(first)
    await untilTitle(first, ticket.id, 'Kept')
    await expect.poll(() => first.evaluate(() => signalbox.storedRows()), { timeout: 5_000 }).toBeGreaterThan(0)
    await first.close()
    const second = await newPage()
    await second.route('**/api/**', (route) => route.abort())
    await open(second, 'shared')
    await untilTitle(second, ticket.id, 'Kept')
  })

  test('S62 a tab that is closed is noticed by its lock', async () => {
    const { admin } = own.server
    const ticket = await admin.newTicket((await admin.newSite()).id)
    const [one, two] = [await newPage(), await newPage()]
    await open(one, 'shared')
    await signIn(one)
    await open(two, 'shared')
    await two.evaluate((id) => signalbox.window().caller.call('openTicket', { id }), ticket.id)
    // The client waits for the lock of each window.
    const waited = () => one.evaluate(async () => (await navigator.locks.query()).pending?.length)
    expect(await waited()).toBe(2)
    await two.close()
    await expect.poll(waited).toBe(1)
  })

  test('S64 when the leading tab dies the next one goes on within two seconds, with every command', async () => {
    const { admin } = own.server
    const place = await admin.newSite()
    const [leading, next] = [await newPage(), await newPage()]
    await open(leading, 'leader')
    await signIn(leading)
    await open(next, 'leader')
    await live(next)
    const ids = await next.evaluate(async (siteId) => {
      const input = { siteId, type: 'Heating', priority: 'P2' as const }
      const sends = Array.from({ length: 20 }, (_, index) =>
        signalbox
          .window()
          .caller.call('send', { command: { name: 'ticket.create', input: { ...input, title: `T${index}` } } }),
      )
      return (await Promise.all(sends)).map(({ id }) => id)
    }, place.id)
    expect(ids.length).toBe(20)
    const begun = Date.now()
    await leading.close()
    await next.waitForFunction(() => signalbox.joins() === 2)
    await live(next)
    const took = Date.now() - begun
    const stored = async () =>
      (await own.database.superuser('select 1 from tickets where site_id = $1', [place.id])).length
    await expect.poll(stored, { timeout: 10_000 }).toBe(20)
    expect(took).toBeLessThan(2_000)
  })

  test('S60 on an insecure origin each tab has a client of its own, and says that it keeps nothing', async () => {
    const page = await newPage(site.insecureUrl('insecure.test'))
    expect(await page.evaluate(() => 'locks' in navigator)).toBe(false)
    await open(page, 'tab')
    await signIn(page)
    expect(await page.evaluate(() => signalbox.window().status)).toMatchObject({
      home: 'tab',
      durable: false,
      phase: 'live',
    })
  })
})
