import { type Page } from 'playwright-core'
import { beforeAll, expect } from 'vitest'
import { type Site } from '../../api/contract/site.ts'
import { type Technician } from '../../api/contract/technician.ts'
import { type Ticket } from '../../api/contract/ticket.ts'
import { type ApiClient } from '../../api/testing/ApiClient.ts'
import { CuttableProxy } from './testing/CuttableProxy.ts'
import {
  browserTest,
  goOffline,
  goOnline,
  phoneSize,
  truth,
  withConsole,
  type ConsoleOptions,
} from './testing/withConsole.ts'

const world = withConsole()
const phone: ConsoleOptions = { viewport: phoneSize, hasTouch: true, isMobile: true }
let dana: ApiClient
let site: Site

beforeAll(async () => {
  const { admin } = world.server
  dana = await admin.newUser('dispatcher', 'Dana Kowalski')
  site = await admin.newSite('133 Avenue')
  await admin.patch(`/sites/${site.id}`, { contact: 'Maria Silva, +1 212 555 0142', latitude: 40.7, longitude: -73.9 })
})

const now = (page: Page) => page.getByRole('region', { name: 'Now' })
const pool = (page: Page) => page.getByRole('region', { name: 'Nobody has these yet' })
const self = async (who: ApiClient): Promise<Technician> =>
  (await who.get<Technician>(`/technicians/${who.technicianId}`)).body

/** A step at the thumb: large enough for it, and in reach at the bottom. */
async function thumb(page: Page, name: string) {
  const button = page.locator('footer').getByRole('button', { name, exact: true })
  // Where it was the second button a moment ago, it is drawn anew as the first.
  await expect.poll(async () => (await button.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(44)
  await expect.poll(async () => (await button.boundingBox())?.y ?? 0).toBeGreaterThan(phoneSize.height / 2)
  return button
}

browserTest('a technician’s day on the phone: shift, claim, travel, check in, work, check out, done', async () => {
  const tim = await world.server.admin.newUser('technician', 'Tim Ruiz')
  const page = await world.signIn(tim, phone)
  await page.waitForURL('**/jobs')
  await page.getByText('No job for you now').waitFor()
  await page.getByRole('button', { name: 'Begin shift' }).tap()
  await page.getByText('Available').waitFor()
  await page.getByRole('button', { name: 'Status', exact: true }).tap()
  await page.getByRole('menuitem', { name: 'On break' }).tap()
  await expect.poll(async () => (await self(tim)).status).toBe('on_break')
  await page.getByRole('button', { name: 'Status', exact: true }).tap()
  await page.getByRole('menuitem', { name: 'Available', exact: true }).tap()
  await expect.poll(async () => (await self(tim)).status).toBe('available')

  const ticket = await dana.newTicket(site.id, { title: 'Boiler out' })
  await pool(page).getByRole('listitem').filter({ hasText: 'Boiler out' }).getByRole('button', { name: 'Claim' }).tap()
  await now(page).getByText('Boiler out').waitFor()
  expect(
    await now(page)
      .getByRole('link', { name: /133 Avenue/ })
      .getAttribute('href'),
  ).toMatch(/^geo:40\.7,-73\.9/)
  expect(
    await now(page)
      .getByRole('link', { name: /Maria Silva/ })
      .getAttribute('href'),
  ).toBe('tel:+12125550142')
  for (const step of ['En route', 'Check in', 'Start work']) await (await thumb(page, step)).tap()
  await (await thumb(page, 'Check out')).tap()
  await page.getByRole('option', { name: 'Completed' }).tap()
  await page.getByRole('region', { name: 'Done today' }).getByText('Boiler out').waitFor()
  await now(page).waitFor({ state: 'detached' })
  await expect
    .poll(async () => (await dana.get<Ticket>(`/tickets/${ticket.id}`)).body)
    .toMatchObject({ status: 'completed', disposition: 'completed', counts: { timeEntries: 1 } })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phoneSize.width)
})

browserTest('jobs stand in the order of the day, and one that is taken away leaves at once', async () => {
  const ana = await world.server.admin.newUser('technician', 'Ana Low')
  const hour = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString()
  const titles = ['Third, by priority', 'Second', 'First']
  const fields = [{ priority: 'P1' }, { scheduledFor: hour(1) }, { scheduledFor: hour(2), priority: 'P4' }]
  const tickets: Ticket[] = []
  for (const [index, title] of titles.entries()) {
    const ticket = await dana.newTicket(site.id, { title, ...fields[index] })
    tickets.push(await dana.command(ticket.id, 'assign', { technicianId: ana.technicianId }))
  }
  const page = await world.signIn(ana, phone)
  await now(page).getByText('First').waitFor()
  const next = page.getByRole('region', { name: 'Next today' }).getByRole('listitem')
  await expect.poll(() => next.count()).toBe(2)
  const shown = await next.allInnerTexts()
  expect(shown.map((text) => titles.find((title) => text.includes(title)))).toEqual(['Second', 'Third, by priority'])
  await dana.command(tickets[2]?.id ?? '', 'release')
  await now(page).getByText('Second').waitFor()
  await expect.poll(() => next.count()).toBe(1)
  await pool(page).getByText('First').waitFor()
})

browserTest(
  'offline the jobs stay with their age, and steps wait and are sent',
  async () => {
    const ben = await world.server.admin.newUser('technician', 'Ben Oka')
    const ticket = await dana.newTicket(site.id, { title: 'Cellar flooded' })
    await dana.command(ticket.id, 'assign', { technicianId: ben.technicianId })
    await using proxy = await CuttableProxy.start(world.server.http)
    const page = await world.signIn(ben, { ...phone, origin: proxy.origin })
    await now(page).getByText('Cellar flooded').waitFor()
    await goOffline(page, proxy)
    await truth(page, /Offline/)
    await (await thumb(page, 'Accept')).tap()
    await (await thumb(page, 'En route')).tap()
    await now(page).getByText('En route').waitFor()
    await page.getByText(/2 changes of yours are kept here and will be sent/).waitFor()
    await page.getByText(/You see the state of/).waitFor()
    await goOnline(page, proxy)
    await expect
      .poll(async () => (await dana.get<Ticket>(`/tickets/${ticket.id}`)).body.assignments[0]?.state, {
        timeout: 20_000,
      })
      .toBe('en_route')
  },
  60_000,
)

browserTest('a laptop shows the same day, and the tickets a step away', async () => {
  const eva = await world.server.admin.newUser('technician', 'Eva Marsh')
  const page = await world.signIn(eva)
  await page.waitForURL('**/jobs')
  await page.keyboard.press('g')
  await page.keyboard.press('t')
  await page.waitForURL('**/tickets')
  await page.keyboard.press('g')
  await page.keyboard.press('j')
  await page.getByText('No job for you now').waitFor()
})
