import { beforeAll, expect } from 'vitest'
import { type Site } from '../../api/contract/site.ts'
import { type Ticket } from '../../api/contract/ticket.ts'
import { type ApiClient } from '../../api/testing/ApiClient.ts'
import { standinTest } from './testing/desktopTest.ts'
import { type AppUnderTest } from './testing/RealDesktopApp.ts'
import { truth } from './testing/withConsole.ts'
import { withDesktopApp } from './testing/withDesktopApp.ts'

/**
 * What the app does on macOS and Windows alone, with that system's name and its events pretended: that our code asks for
 * the right thing at the right time. What the systems make of it, the smoke list has for a person.
 */
const world = withDesktopApp()
let dana: ApiClient
let luis: ApiClient
let site: Site

beforeAll(async () => {
  dana = await world.server.admin.newUser('dispatcher', 'Dana Kowalski')
  luis = await world.server.admin.newUser('dispatcher', 'Luis Ortega')
  site = await world.server.admin.newSite()
})

async function shows(app: AppUnderTest, { number, title }: Ticket): Promise<void> {
  await (await app.page(`/ticket/${number}`)).getByText(title).first().waitFor()
}

standinTest(
  'macOS and its events are pretended',
  'on macOS a link leads to its ticket, warm and cold, as does a notification of the run before; the dock and the menu bar have the number',
  async () => {
    const mac = { STANDIN_PLATFORM: 'darwin' }
    const warm = await luis.newTicket(site.id, { title: 'Warm link' })
    const cold = await luis.newTicket(site.id, { title: 'Cold link' })
    const { app, userData } = await world.signedIn(dana, { env: mac })
    await app.do('openUrl', `signalbox://ticket/${warm.number}`)
    await shows(app, warm)
    expect(await app.do('windows')).toHaveLength(2)
    await app.do('openUrl', `signalbox://ticket/${warm.number}`)
    await app.do('openUrl', 'signalbox://../../etc/passwd')
    expect(await app.do('windows')).toHaveLength(2)
    const numbers = async () => {
      const { badge, tray } = await app.do('recorded')
      return [badge, tray?.title]
    }
    await dana.post('/notifications/read', { all: true })
    await expect.poll(numbers).toEqual([0, ''])
    const notified = await luis.newTicket(site.id, { title: 'Notified before' })
    await expect.poll(numbers).toEqual([1, '1'])
    await app.quit()

    const link = { ...mac, STANDIN_OPEN_URL: `signalbox://ticket/${cold.number}` }
    const byLink = await world.startWith(link, userData)
    await shows(byLink, cold)
    await byLink.quit()

    const clicked = { ...mac, STANDIN_NOTIFICATION: `ticket-${notified.number}` }
    const byClick = await world.startWith(clicked, userData)
    await shows(byClick, notified)
    // It led somewhere, so it is read, and leaves the Notification Center.
    const former = async () => (await byClick.do('recorded')).notifications.map(({ id, isShown }) => [id, isShown])
    await expect.poll(former).toEqual([[`ticket-${notified.number}`, false]])
  },
)

standinTest('macOS is pretended', 'what macOS starts at login is in the menu bar only, as one has it', async () => {
  const app = await world.startWith({ STANDIN_PLATFORM: 'darwin', STANDIN_AT_LOGIN: '1' }, world.newFolder())
  await expect.poll(async () => (await app.do('recorded')).tray?.toolTip).toContain('Signed out')
  expect(await app.do('windows')).toEqual([])
})

standinTest(
  'Windows and its events are pretended',
  'on Windows each window has the number at the task bar with its words, also one that is new; a click in the Action Center leads to its ticket',
  async () => {
    const tim = await world.server.admin.newUser('dispatcher', 'Tim Ruiz')
    const { app } = await world.signedIn(tim, { env: { STANDIN_PLATFORM: 'win32' } })
    expect((await app.do('recorded')).userModelId).toBe('app.signalbox.console')
    const ticket = await luis.newTicket(site.id, { title: 'Lift stuck' })
    const overlays = async () => Object.values((await app.do('recorded')).overlays)
    await expect.poll(overlays).toEqual(['1 unread'])
    await app.do('chooseInMenu', 'newWindow')
    await expect.poll(overlays).toEqual(['1 unread', '1 unread'])
    await app.do('activate', `type=click&tag=ticket-${ticket.number}`)
    // One of this run sees to its clicks itself.
    expect(await app.do('windows')).toHaveLength(2)
    const older = await tim.newTicket(site.id, { title: 'Of the run before' })
    await app.do('activate', `type=click&tag=ticket-${older.number}`)
    await shows(app, older)
    await tim.post('/notifications/read', { all: true })
    await expect.poll(overlays).toEqual(['none', 'none', 'none'])
    await Promise.all(app.pages.map((page) => truth(page, /Live/)))
  },
)
