import { type Page } from 'playwright-core'
import { beforeAll, expect } from 'vitest'
import { mentionOf } from '../../api/contract/comment.ts'
import { type AlarmPolicy } from '../../api/contract/alarm.ts'
import { type Site } from '../../api/contract/site.ts'
import { expectStatus, type ApiClient } from '../../api/testing/ApiClient.ts'
import { CuttableProxy } from './testing/CuttableProxy.ts'
import { browserTest, goOffline, goOnline, phoneSize, truth, withConsole } from './testing/withConsole.ts'

const world = withConsole()
let dana: ApiClient
let site: Site
let people = 0

beforeAll(async () => {
  dana = await world.server.admin.newUser('dispatcher', 'Dana Kowalski')
  site = await world.server.admin.newSite('133 Avenue')
})

/** Somebody whose centre is empty. */
const someone = (role: 'dispatcher' | 'technician' = 'dispatcher'): Promise<ApiClient> =>
  world.server.admin.newUser(role, `Person ${++people}`)

const bell = (page: Page, name: RegExp) => page.getByRole('button', { name })
const toasts = (page: Page) => page.getByRole('log', { name: 'New notifications' }).locator('.toast')
const centre = (page: Page) => page.getByRole('dialog', { name: 'Notifications' })

async function openCentre(page: Page): Promise<void> {
  await page.keyboard.press('g')
  await page.keyboard.press('n')
  await centre(page).waitFor()
}

browserTest('four tickets in a moment are four entries and one grouped toast; the doer is told nothing', async () => {
  const [luis, ann] = [await someone(), await someone()]
  const [page, own] = await Promise.all([world.signIn(luis), world.signIn(ann)])
  await bell(page, /^Notifications/).waitFor()
  for (const title of ['Boiler', 'Lamp', 'Gate', 'Water']) await ann.newTicket(site.id, { title })
  await bell(page, /4 unread/).waitFor()
  await toasts(page).getByText('4 new tickets').waitFor()
  expect(await toasts(page).count()).toBe(1)
  await expect.poll(() => page.title()).toMatch(/^\(4\) /)
  await toasts(page).getByText('4 new tickets').click()
  expect(await centre(page).getByRole('listitem').count()).toBe(4)
  expect(await bell(own, /^Notifications/).getAttribute('aria-label')).toBe('Notifications')
  expect(await toasts(own).count()).toBe(0)
})

browserTest('what is read on one device is read on the other, by opening, all at once, or cleared', async () => {
  const luis = await someone()
  const [desk, field] = await Promise.all([world.signIn(luis), world.signIn(luis, { viewport: phoneSize })])
  const ticket = await dana.newTicket(site.id, { title: 'Hydrant leaks' })
  await dana.newTicket(site.id, { title: 'Sign bent' })
  for (const page of [desk, field]) await bell(page, /2 unread/).waitFor()
  await openCentre(desk)
  await centre(desk)
    .getByRole('button', { name: /Hydrant leaks/ })
    .click()
  await desk.waitForURL(`**/ticket/${ticket.number}`)
  await bell(field, /1 unread/).waitFor()
  await expect.poll(() => toasts(field).filter({ hasText: 'Hydrant leaks' }).count()).toBe(0)
  await bell(field, /1 unread/).click()
  await centre(field).getByRole('button', { name: 'Mark all read' }).click()
  await expect.poll(() => bell(desk, /^Notifications/).getAttribute('aria-label')).toBe('Notifications')
  await centre(field).getByRole('button', { name: 'Clear' }).click()
  await openCentre(desk)
  await centre(desk).getByText('show here').waitFor()
})

browserTest('what someone else has taken up is taken back; a mention stays with its person', async () => {
  const luis = await someone()
  const tim = await someone('technician')
  const page = await world.signIn(luis)
  const ticket = await dana.newTicket(site.id, { title: 'Smoke' })
  await bell(page, /1 unread/).waitFor()
  const luisUser = { id: luis.userId, name: 'Luis Ortega' }
  await dana.post(`/tickets/${ticket.id}/comments`, { body: `${mentionOf(luisUser)} please call them` })
  await bell(page, /2 unread/).waitFor()
  await dana.command(ticket.id, 'assign', { technicianId: tim.technicianId })
  await bell(page, /1 unread/).click()
  await centre(page)
    .getByRole('button', { name: /Dana Kowalski mentioned you on .*please call them/ })
    .waitFor()
  expect(await centre(page).getByRole('listitem').count()).toBe(1)
})

browserTest(
  'one window of many shows and sounds; an assignment reaches a technician’s phone, and its dispatcher sees how far',
  async () => {
    const tim = await someone('technician')
    const page = await world.signIn(tim, { viewport: phoneSize, hasTouch: true, isMobile: true })
    const other = await world.newPage(page.context())
    await truth(other, /Live/)
    await other.bringToFront()
    const ticket = await world.server.admin.newTicket(site.id, { title: 'Valve stuck' })
    await dana.command(ticket.id, 'assign', { technicianId: tim.technicianId })
    const text = `Dana Kowalski assigned you to #${ticket.number}`
    await expect
      .poll(async () => (await toasts(page).getByText(text).count()) + (await toasts(other).getByText(text).count()))
      .toBe(1)
    for (const each of [page, other]) await bell(each, /1 unread/).waitFor()
    const watcher = await world.signIn(dana, { path: `/ticket/${ticket.number}` })
    const receipts = watcher.getByRole('list', { name: /^Receipts of Person/ })
    for (const rung of ['Saved', 'Sent', 'Delivered', 'Seen']) {
      await receipts.locator('.reached', { hasText: rung }).getByRole('time').waitFor()
    }
    await receipts.getByText('Accepted, not yet').waitFor()
  },
)

browserTest('an absence is summed up in one toast', async () => {
  const luis = await someone()
  await using proxy = await CuttableProxy.start(world.server.http)
  const page = await world.signIn(luis, { origin: proxy.origin })
  await goOffline(page, proxy)
  await truth(page, /Offline/)
  for (let index = 0; index < 7; index++) await dana.newTicket(site.id, { title: `Job ${index}` })
  // The notifier may be behind: what it makes after the return is of this moment, and no part of the absence.
  await expect.poll(async () => (await luis.get<{ unread: number }>('/notifications')).body.unread).toBe(7)
  await goOnline(page, proxy)
  await toasts(page).getByText('7 notifications while you were away').waitFor()
  expect(await toasts(page).count()).toBe(1)
  await bell(page, /7 unread/).waitFor()
})

browserTest('what one chooses holds on the server: a kind that is off makes nothing any more', async () => {
  const luis = await someone()
  const page = await world.signIn(luis, { path: '/notifications/preferences' })
  const select = page.getByLabel('New ticket: on screen')
  await select.selectOption('off')
  await page.getByLabel('Comment: on screen').selectOption('toast')
  await page.getByRole('button', { name: 'Test error' }).click()
  await expect
    .poll(async () => (await luis.get<{ rules: unknown[] }>('/notification-preferences')).body.rules.length)
    .toBe(2)
  const ticket = await dana.newTicket(site.id, { title: 'Unheard' })
  await dana.post(`/tickets/${ticket.id}/comments`, { body: 'Heard' })
  await bell(page, /1 unread/).waitFor()
  await toasts(page).getByText(`Dana Kowalski commented on #${ticket.number}`).waitFor()
  await page.getByRole('link', { name: 'All', exact: true }).click()
  await page.getByLabel('Find notifications').fill('heard')
  await page
    .getByRole('button', { name: /commented on/ })
    .first()
    .waitFor()
})

browserTest(
  'an alarm comes to a dispatcher and to the manager; acknowledged at one desk it is over at both, and the ticket says by whom',
  async () => {
    const { admin } = world.server
    const luis = await someone()
    const manager = await admin.newUser('manager', 'Mo Haddad')
    const [desk, next] = await Promise.all([world.signIn(luis), world.signIn(manager)])
    const never = (await admin.get<AlarmPolicy>('/settings/alarm')).body
    const atOnce = { badge: 0, toast: 0, tone: 0, repeat: 0, next: 0, manager: 0, repeatEvery: 5 }
    await expectStatus(200, admin.call('PUT', '/settings/alarm', atOnce))
    const ticket = await dana.newTicket(site.id, { title: 'Gas smell', priority: 'P1' })
    for (const page of [desk, next]) {
      await bell(page, /^Notifications, 1 alarm, 1 unread/).waitFor()
      await toasts(page).getByText(`Critical ticket waits: #${ticket.number}`).waitFor()
    }
    await expectStatus(200, admin.call('PUT', '/settings/alarm', never))
    await desk.keyboard.press('Shift+a')
    for (const page of [desk, next]) {
      await expect.poll(() => bell(page, /^Notifications/).getAttribute('aria-label')).toBe('Notifications')
      await expect.poll(() => toasts(page).filter({ hasText: 'Gas smell' }).count()).toBe(0)
    }
    await next.goto(`${world.server.http}/ticket/${ticket.number}`)
    const name = luis.session.user.name
    await next.getByText(`Acknowledged by ${name}`).waitFor()
    await next.getByText('acknowledged its alarm').waitFor()
  },
)
