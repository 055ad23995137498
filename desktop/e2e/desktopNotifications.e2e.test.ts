import { beforeAll, expect } from 'vitest'
import { type AlarmPolicy } from '../../api/contract/alarm.ts'
import { type Site } from '../../api/contract/site.ts'
import { type Ticket } from '../../api/contract/ticket.ts'
import { expectStatus, type ApiClient } from '../../api/testing/ApiClient.ts'
import { type AppUnderTest } from './testing/RealDesktopApp.ts'
import { type RecordedNotification } from './electron/recorded.ts'
import { CuttableProxy } from './testing/CuttableProxy.ts'
import { standinTest } from './testing/desktopTest.ts'
import { truth } from './testing/withConsole.ts'
import { withDesktopApp } from './testing/withDesktopApp.ts'

/** On a stand-in for Electron these show that our logic and protocol hold, never that it works in Electron; `npm run test:electron` runs them there. */
const world = withDesktopApp()
let site: Site
let luis: ApiClient

beforeAll(async () => {
  site = await world.server.admin.newSite('Hotel Astoria')
  luis = await world.server.admin.newUser('dispatcher', 'Luis Ortega')
})

const someone = (role: 'dispatcher' | 'technician' = 'dispatcher'): Promise<ApiClient> =>
  world.server.admin.newUser(role, role === 'dispatcher' ? 'Dana Kowalski' : 'Tim Ruiz')

async function shown(app: AppUnderTest): Promise<RecordedNotification[]> {
  return (await app.do('recorded')).notifications.filter(({ isShown }) => isShown)
}

async function oneShown(app: AppUnderTest, title: string): Promise<RecordedNotification> {
  await expect.poll(async () => (await shown(app)).map((each) => each.title)).toContain(title)
  const found = (await shown(app)).find((each) => each.title === title)
  if (!found) throw new Error('it was there a moment ago')
  return found
}

const badge = async (app: AppUnderTest): Promise<number> => (await app.do('recorded')).badge

async function closeAll(app: AppUnderTest): Promise<void> {
  for (const { id } of await app.do('windows')) await app.do('close', id)
  await expect.poll(() => app.pages).toEqual([])
}

const comment = (by: ApiClient, ticket: Ticket, body: string) => by.post(`/tickets/${ticket.id}/comments`, { body })

standinTest(
  'notifications are looked at',
  'an event is one notification of the system however many windows are open, none for one`s own; the badge is the bell`s number',
  async () => {
    const dana = await someone()
    const { app } = await world.signedIn(dana)
    for (const count of [2, 3]) {
      await app.do('chooseInMenu', 'newWindow')
      await expect.poll(() => app.pages.length).toBe(count)
    }
    await Promise.all(app.pages.map((page) => truth(page, /Live/)))
    const own = await dana.newTicket(site.id, { title: 'My own doing' })
    await comment(dana, own, 'Mine as well')
    const ticket = await luis.newTicket(site.id, { title: 'Lift stuck' })
    const title = `Luis Ortega created #${ticket.number}`
    const first = await oneShown(app, title)
    expect(first).toMatchObject({ body: 'Lift stuck, Hotel Astoria', buttons: ['Acknowledge'], silent: true })
    await Promise.all(app.pages.map((page) => page.getByLabel('Notifications, 1 unread').waitFor()))
    expect(await badge(app)).toBe(1)
    expect((await app.do('recorded')).tray?.toolTip).toBe('Signalbox: Live, 1 unread')
    // Two things of one ticket are one notification, with the newest on top.
    await comment(dana, ticket, 'I look into it')
    await comment(luis, ticket, 'Three people in it')
    const second = await oneShown(app, `Luis Ortega commented on #${ticket.number}`)
    expect(second.body).toBe('Three people in it\nLift stuck, Hotel Astoria\nand 1 more on it')
    expect(await shown(app)).toHaveLength(1)
    expect((await app.do('recorded')).notifications).toHaveLength(2)
    for (const page of app.pages) expect(await page.locator('.toasts .toast').count()).toBe(0)
    // Read on another device, it is withdrawn.
    await dana.post('/notifications/read', { all: true })
    await expect.poll(() => shown(app)).toEqual([])
    await expect.poll(() => badge(app)).toBe(0)
    // An alarm that is acknowledged right in its notification is over in every window, and for the manager whom it has reached.
    const { admin } = world.server
    const manager = await admin.newUser('manager', 'Mo Haddad')
    const alarmsOf = async (who: ApiClient) =>
      (await who.get<{ items: unknown[] }>('/notifications?kind=alarm')).body.items.length
    const usual = (await admin.get<AlarmPolicy>('/settings/alarm')).body
    const atOnce = { badge: 0, toast: 0, tone: 0, repeat: 0, next: 0, manager: 0, repeatEvery: 5 }
    await expectStatus(200, admin.call('PUT', '/settings/alarm', atOnce))
    const critical = await luis.newTicket(site.id, { title: 'Gas smell', priority: 'P1' })
    const alarm = await oneShown(app, `Critical ticket waits: #${critical.number}`)
    await expectStatus(200, admin.call('PUT', '/settings/alarm', usual))
    await Promise.all(app.pages.map((page) => page.getByLabel(/^Notifications, 1 alarm/).waitFor()))
    await expect.poll(() => alarmsOf(manager)).toBe(1)
    await app.do('pressInNotification', alarm.id, 'Acknowledge')
    await Promise.all(app.pages.map((page) => page.getByLabel('Notifications', { exact: true }).waitFor()))
    await expect.poll(() => shown(app)).toEqual([])
    await expect.poll(() => alarmsOf(manager)).toBe(0)
    const { acknowledgedBy } = (await luis.get<Ticket>(`/tickets/${critical.id}`)).body
    expect(acknowledgedBy?.name).toBe('Dana Kowalski')
  },
)

standinTest(
  'notifications are clicked on',
  'without a window the count and notifications go on; a click opens the record, in the window that shows its kind',
  async () => {
    const dana = await someone()
    const { app } = await world.signedIn(dana)
    await closeAll(app)
    const [first, second] = [
      await luis.newTicket(site.id, { title: 'First one', priority: 'P1' }),
      await luis.newTicket(site.id, { title: 'Second one' }),
    ]
    const { id, silent } = await oneShown(app, `Luis Ortega created #${first.number}`)
    expect([id, silent]).toEqual([`ticket-${first.number}`, false])
    await oneShown(app, `Luis Ortega created #${second.number}`)
    await expect.poll(() => badge(app)).toBe(2)
    await app.do('clickNotification', `ticket-${first.number}`)
    const opened = await app.page(`/ticket/${first.number}`)
    await opened.getByText('First one').first().waitFor()
    await expect.poll(() => badge(app)).toBe(1)
    await app.do('clickNotification', `ticket-${second.number}`)
    await opened.waitForURL(`**/ticket/${second.number}`)
    expect(await app.do('windows')).toHaveLength(1)
    await expect.poll(() => badge(app)).toBe(0)
  },
)

standinTest(
  'notifications are clicked on',
  'accept, acknowledge and reply are done right in the notification, without a window',
  async () => {
    const tim = await someone('technician')
    const { app } = await world.signedIn(tim)
    await closeAll(app)
    const ticket = await luis.newTicket(site.id, { title: 'Valve stuck' })
    await luis.command(ticket.id, 'assign', { technicianId: tim.technicianId })
    const { id, buttons } = await oneShown(app, `Luis Ortega assigned you to #${ticket.number}`)
    expect(buttons).toEqual(['Accept', 'Acknowledge'])
    await app.do('pressInNotification', id, 'Accept')
    const stateOf = async () => (await luis.get<Ticket>(`/tickets/${ticket.id}`)).body.assignments[0]?.state
    await expect.poll(stateOf).toBe('accepted')
    await comment(luis, ticket, 'Have you got the key?')
    await oneShown(app, `Luis Ortega commented on #${ticket.number}`)
    await app.do('replyInNotification', id, 'Yes, I have')
    const comments = async () =>
      (await luis.get<{ items: { body: string }[] }>(`/tickets/${ticket.id}/comments`)).body.items
    await expect.poll(async () => (await comments()).map(({ body }) => body)).toContain('Yes, I have')
    await expect.poll(() => badge(app)).toBe(0)
    await comment(luis, ticket, 'Good')
    await oneShown(app, `Luis Ortega commented on #${ticket.number}`)
    await app.do('pressInNotification', id, 'Acknowledge')
    await expect.poll(() => badge(app)).toBe(0)
    expect(await app.do('windows')).toEqual([])
  },
)

standinTest(
  'the tray is clicked on',
  'muted in the tray nothing is shown or heard, on the server`s word; the count goes on',
  async () => {
    await using proxy = await CuttableProxy.start(world.server.http)
    const dana = await someone()
    const { app } = await world.signedIn(dana, { server: proxy.origin })
    const mutedUntil = async () =>
      (await dana.get<{ mutedUntil?: string }>('/notification-preferences')).body.mutedUntil
    await app.do('chooseInTray', 'mute an hour')
    await expect.poll(async () => (await app.do('recorded')).tray?.toolTip).toContain('muted until')
    await app.pages[0]?.getByLabel(/^Notifications, muted until/).waitFor()
    expect(Date.parse((await mutedUntil()) ?? '')).toBeGreaterThan(Date.now() + 3_500_000)
    await luis.newTicket(site.id, { title: 'Not now' })
    await expect.poll(() => badge(app)).toBe(1)
    expect((await app.do('recorded')).notifications).toEqual([])
    await app.do('chooseInTray', 'unmute')
    await expect.poll(mutedUntil).toBeUndefined()
    // Off duty it is as quiet, until one says otherwise.
    await app.do('chooseInTray', 'duty')
    await app.pages[0]?.getByLabel(/^Notifications.*off duty$/).waitFor()
    await luis.newTicket(site.id, { title: 'At home' })
    await expect.poll(() => badge(app)).toBe(2)
    expect((await app.do('recorded')).notifications).toEqual([])
    await app.do('chooseInTray', 'duty')
    await expect.poll(async () => (await app.do('recorded')).tray?.toolTip).not.toContain('off duty')
    const loud = await luis.newTicket(site.id, { title: 'Now' })
    await oneShown(app, `Luis Ortega created #${loud.number}`)
    // In a window instead, where one has chosen so.
    await app.do('chooseInMenu', 'systemNotifications')
    const inWindow = await luis.newTicket(site.id, { title: 'In a window' })
    await app.pages[0]?.locator('.toast').getByText(`Luis Ortega created #${inWindow.number}`).waitFor()
    expect((await app.do('recorded')).notifications).toHaveLength(1)
    proxy.cut()
    await expect.poll(async () => (await app.do('recorded')).tray?.toolTip).toContain('Reconnecting')
  },
)

standinTest(
  'no test can press a key of another program',
  'the key that works everywhere brings the palette forward, also where no window is open',
  async () => {
    const { app, page } = await world.signedIn(await someone())
    const palette = (of = page) => of.getByRole('dialog', { name: 'Find or do anything' })
    await app.do('pressHotkey', 'CommandOrControl+Shift+Space')
    await palette().waitFor()
    await app.do('pressHotkey', 'CommandOrControl+Shift+Space')
    await palette().waitFor()
    await closeAll(app)
    await app.do('pressHotkey', 'CommandOrControl+Shift+Space')
    await palette(await app.page(/^\/tickets/)).waitFor()
    await app.do('chooseInMenu', 'hotkey Alt+Shift+S')
    await expect(app.do('pressHotkey', 'CommandOrControl+Shift+Space')).rejects.toThrow('nobody has the key')
  },
)
