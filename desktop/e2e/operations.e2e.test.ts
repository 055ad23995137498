import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { type Page } from 'playwright-core'
import { beforeAll, expect } from 'vitest'
import { type Shipment } from '../../api/contract/shipment.ts'
import { type Site } from '../../api/contract/site.ts'
import { testDatabase } from '../../api/db/testing/testDatabase.ts'
import { expectStatus, type ApiClient } from '../../api/testing/ApiClient.ts'
import { startServer } from '../../api/testing/startServer.ts'
import { CuttableProxy } from './testing/CuttableProxy.ts'
import { browserTest, phoneSize, truth, withConsole } from './testing/withConsole.ts'

const world = withConsole()
let dana: ApiClient
let luis: ApiClient
let tim: ApiClient
let site: Site

beforeAll(async () => {
  const { admin } = world.server
  dana = await admin.newUser('dispatcher', 'Dana Kowalski')
  luis = await admin.newUser('dispatcher', 'Luis Ortega')
  tim = await admin.newUser('technician', 'Tim Ruiz')
  await admin.newUser('technician', 'Ann Lee')
  site = await admin.newSite('133 Avenue')
  await admin.post(`/technicians/${tim.technicianId}/duty`, { duty: 'on_shift' })
  const make = (fields: object) => admin.newTicket(site.id, fields)
  await make({ title: 'Just new', priority: 'P1' })
  await make({ title: 'Late one', scheduledFor: '2026-01-01T10:00:00Z', type: 'Noise, loud' })
  await admin.command((await make({ title: 'Opened', priority: 'P4' })).id, 'open')
  for (const reason of ['parts', 'weather', 'parts']) {
    const held = await make({ title: `Waits for ${reason}`, type: 'Plumbing' })
    await admin.command(held.id, 'open')
    await admin.command(held.id, 'hold', { reason })
  }
  for (const ending of ['none', 'complete', 'close']) {
    const job = await make({ title: `Assigned, ${ending}`, priority: 'P3' })
    const { assignments } = await admin.command(job.id, 'assign', { technicianId: tim.technicianId })
    if (ending === 'none') continue
    await tim.post(`/assignments/${assignments[0]?.id}/check-in`)
    await admin.command(job.id, 'complete', { disposition: 'completed' })
    if (ending === 'close') await admin.command(job.id, 'close')
  }
  await admin.command((await make({ title: 'Called off' })).id, 'cancel', { reason: 'twice' })
  await addParts(admin)
})

/** Two shipments due (one of them late), one that went wrong, one that is there; one item short, one not. */
async function addParts(admin: ApiClient): Promise<void> {
  const shipped = ['requested', 'preparing', 'in-transit']
  const ship = async (fields: object, ...steps: string[]): Promise<void> => {
    const { id } = await expectStatus(201, admin.post<Shipment>('/shipments', { siteId: site.id, ...fields }))
    for (const step of steps) {
      const reason = step === 'exception' ? { reason: 'damaged' } : {}
      await expectStatus(200, admin.post(`/shipments/${id}/${step}`, reason))
    }
  }
  await ship({ description: 'Late gasket', expectedAt: '2026-01-01T10:00:00Z' }, 'requested')
  await ship({ description: 'Relay', expectedAt: new Date().toISOString() }, ...shipped)
  await ship({ description: 'Draft', expectedAt: '2026-01-01T10:00:00Z' })
  await ship({ description: 'Broken', expectedAt: '2030-01-01T10:00:00Z' }, ...shipped, 'exception')
  await ship({ description: 'There', expectedAt: '2026-01-01T10:00:00Z' }, ...shipped, 'out-for-delivery', 'delivered')
  const stock = (fields: object) => expectStatus(201, admin.post('/inventory', { warehouse: 'Main', ...fields }))
  await stock({ name: 'Valve', quantity: 1, minimum: 2 })
  await stock({ name: 'Fuse', quantity: 2, minimum: 2 })
}

const numbers = (page: Page) =>
  page
    .locator('main')
    .getByRole('link')
    .filter({ has: page.locator('.count') })

/** Every number on screen, with the list that it opens. */
function shownNumbers(page: Page): Promise<{ label: string; count: number; href: string }[]> {
  return numbers(page).evaluateAll((links) =>
    links.map((link) => ({
      label: link.querySelector('.count')?.previousElementSibling?.textContent.trim() ?? '',
      count: Number(link.querySelector('.count')?.textContent),
      href: link.getAttribute('href') ?? '',
    })),
  )
}

async function lengthBehind(page: Page, href: string): Promise<number> {
  const link = page.locator(`main a[href="${href}"]`).first()
  await link.click()
  await page.waitForURL((url) => `${url.pathname}${url.search}` === href)
  const shown = await page.getByText(/shown of/).innerText()
  return Number(/^(\d+)/.exec(shown)?.[1])
}

async function countByHttp(query: string): Promise<number> {
  return (await dana.get<{ items: unknown[] }>(`/tickets?limit=200&${query}`)).body.items.length
}

browserTest(
  'every number is the length of the list that it opens, and what the server counts',
  async () => {
    const page = await world.signIn(dana, { path: '/operations' })
    await numbers(page).first().waitFor()
    const all = await shownNumbers(page)
    expect(all.length).toBeGreaterThan(25)
    for (const { label, count, href } of all) {
      expect([label, await lengthBehind(page, href)]).toEqual([label, count])
      await page.goBack()
      await numbers(page).first().waitFor()
    }

    const of = (label: string): number => all.find((each) => each.label === label)?.count ?? -1
    const open = 'status=new,open,assigned,in_progress,on_hold'
    expect(of('Unassigned')).toBe(await countByHttp(`${open}&unassigned=true`))
    expect(of('On hold')).toBe(await countByHttp('status=on_hold'))
    expect(of('Waiting for parts')).toBe(await countByHttp('holdReason=parts'))
    expect(of('Completed')).toBe(await countByHttp('status=completed'))
    expect(of('Noise, loud')).toBe(1)
    expect(of('Late')).toBe(1)
    expect(of('Completed today')).toBe(2)
    expect(of('Shipments due today')).toBe(2)
    expect(of('Shipments with a problem')).toBe(1)
    expect(of('Low stock')).toBe(1)
    expect(of('Technicians')).toBe(2)
    expect(of('Off shift')).toBe(1)
  },
  180_000,
)

browserTest('numbers and the feed follow what others do, and the feed’s names lead there', async () => {
  const page = await world.signIn(dana, { path: '/operations' })
  await numbers(page).first().waitFor()
  const before = (await shownNumbers(page)).find(({ label }) => label === 'Unassigned')?.count ?? 0
  const ticket = await luis.newTicket(site.id, { title: 'Pipe burst' })
  await page
    .getByRole('link', { name: new RegExp(`^Unassigned ${before + 1}\\b`) })
    .first()
    .waitFor()
  await luis.command(ticket.id, 'assign', { technicianId: tim.technicianId })
  await page
    .getByRole('link', { name: new RegExp(`^Unassigned ${before}\\b`) })
    .first()
    .waitFor()
  const feed = page.getByRole('complementary', { name: 'What happens' })
  await feed.getByText('assigned to Tim Ruiz').waitFor()
  await feed
    .getByRole('link', { name: `#${ticket.number}` })
    .first()
    .click()
  await page.getByRole('heading', { name: 'Pipe burst' }).or(page.getByText('Pipe burst')).first().waitFor()
  expect(new URL(page.url()).pathname).toBe(`/ticket/${ticket.number}`)
})

browserTest('on a phone the bar leads to the day, which fits', async () => {
  const page = await world.signIn(dana, { path: '/tickets/open', viewport: phoneSize })
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Operations' }).click()
  await numbers(page).first().waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phoneSize.width)
})

browserTest('the wallboard fills the screen with large numbers and names nobody', async () => {
  const size = { width: 1920, height: 1080 }
  const page = await world.signIn(dana, { path: '/wallboard', viewport: size })
  const value = page.locator('.large .value').first()
  await value.waitFor()
  expect(await page.locator('nav, [role="menu"], button').count()).toBe(0)
  const text = await page.locator('body').innerText()
  for (const word of ['Tim', 'Ruiz', 'Dana', 'Just new', 'Late one', '133 Avenue', 'Main St']) {
    expect(text).not.toContain(word)
  }
  expect(text).toMatch(/data \d+ s old/)
  const overflow = () =>
    page.evaluate(() => {
      const cut = [...document.querySelectorAll('.wall .count, .wall .value, .wall h2')].filter((each) => {
        const { right, bottom } = each.getBoundingClientRect()
        return right > innerWidth || bottom > innerHeight
      })
      const { scrollWidth, scrollHeight } = document.documentElement
      return [cut.length, scrollWidth - innerWidth, scrollHeight - innerHeight]
    })
  const sizeOf = (selector: string) =>
    page.evaluate((each) => {
      const element = document.querySelector(each)
      return element ? parseFloat(getComputedStyle(element).fontSize) : 0
    }, selector)
  expect(await overflow()).toEqual([0, 0, 0])
  expect(await sizeOf('.large .value')).toBeGreaterThanOrEqual(100)
  expect(await sizeOf('.panels .count')).toBeGreaterThanOrEqual(64)
  await page.setViewportSize({ width: 3840, height: 2160 })
  expect(await overflow()).toEqual([0, 0, 0])
  expect(await sizeOf('.panels .count')).toBeGreaterThanOrEqual(128)
})

// Two servers start in it, and the screen may wait 30 s before it tries again.
browserTest(
  'the wallboard lives through a restart of its server with nobody at it',
  async () => {
    await using database = await testDatabase()
    const dataDir = await mkdtemp(path.join(os.tmpdir(), 'signalbox-wall-'))
    const env = { DATABASE_URL: database.url, SIGNALBOX_MQTT_PORT: 'off' }
    const first = await startServer(env, dataDir)
    await using proxy = await CuttableProxy.start(first.http)
    const office = await first.admin.newSite('Office')
    await first.admin.newTicket(office.id, { title: 'Before' })
    const page = await world.signIn(first.admin, { path: '/wallboard', origin: proxy.origin })
    const open = page.locator('.large .number').filter({ hasText: 'Open' }).locator('.value')
    await expect.poll(() => open.innerText()).toBe('1')

    await first.kill()
    await truth(page, /Reconnecting|Offline/)
    await page.getByText(/data .+ old/).waitFor()
    expect(await open.innerText()).toBe('1')

    const port = new URL(first.http).port
    await using second = await startServer({ ...env, SIGNALBOX_HTTP_PORT: port }, dataDir)
    await second.admin.newTicket(office.id, { title: 'After' })
    await truth(page, /Live/)
    await expect.poll(() => open.innerText(), { timeout: 20_000 }).toBe('2')
    await rm(dataDir, { recursive: true, force: true })
  },
  120_000,
)
