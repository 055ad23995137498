import { beforeAll, expect } from 'vitest'
import { type Site } from '../../api/contract/site.ts'
import { type ApiClient } from '../../api/testing/ApiClient.ts'
import { CuttableProxy } from './testing/CuttableProxy.ts'
import { browserTest, goOffline, goOnline, keptOnDevice, ticketRow, truth, withConsole } from './testing/withConsole.ts'

const world = withConsole()
let dana: ApiClient
let site: Site

beforeAll(async () => {
  dana = await world.server.admin.newUser('dispatcher', 'Dana Kowalski')
  site = await world.server.admin.newSite()
})

browserTest(
  'offline says how old the view is and keeps showing it; what is changed then is sent when it is back',
  async () => {
    const ticket = await dana.newTicket(site.id, { title: 'Roof leak' })
    await using proxy = await CuttableProxy.start(world.server.http)
    const page = await world.signIn(dana, { origin: proxy.origin })
    await ticketRow(page, 'Roof leak').click()
    await goOffline(page, proxy)
    await truth(page, /Offline, as of/)
    await page.getByRole('alert').filter({ hasText: 'You see the state of' }).waitFor()
    await ticketRow(page, 'Roof leak').waitFor()

    await page.getByRole('button', { name: 'Priority: P2 High' }).click()
    await page.getByRole('menuitem', { name: 'P1 Critical' }).click()
    await page.getByText('1 waiting').waitFor()
    await page.getByText('1 change of yours is kept here and will be sent.').waitFor()
    await goOnline(page, proxy)
    await truth(page, /Live/)
    await page.getByText('0 waiting').waitFor()
    expect((await dana.get(`/tickets/${ticket.id}`)).body).toMatchObject({ priority: 'P1' })
  },
)

browserTest('without its server it reconnects by itself, counts down, and catches up with what it missed', async () => {
  await using proxy = await CuttableProxy.start(world.server.http)
  const page = await world.signIn(dana, { origin: proxy.origin })
  proxy.cut()
  await truth(page, /Reconnecting, (next try in|trying now)/)
  await dana.newTicket(site.id, { title: 'Missed while away' })
  await page.getByRole('button', { name: 'Try now' }).click()
  proxy.join()
  await truth(page, /Live/)
  await ticketRow(page, 'Missed while away').waitFor()
})

browserTest('a restart shows the last state at once, before the server answers', async () => {
  await using proxy = await CuttableProxy.start(world.server.http)
  await dana.newTicket(site.id, { title: 'Kept on this device' })
  const page = await world.signIn(dana, { origin: proxy.origin })
  await ticketRow(page, 'Kept on this device').waitFor()
  await keptOnDevice(page, 'Kept on this device')
  await page.close()
  proxy.cut()
  const again = await world.newPage(page.context(), '/tickets/open', proxy.origin)
  await ticketRow(again, 'Kept on this device').waitFor()
  await truth(again, /Connecting|Reconnecting|Offline/)
  proxy.join()
  await truth(again, /Live/)
})

browserTest('signed out in one tab is signed out in all, and leaves nothing behind', async () => {
  const page = await world.signIn(dana)
  const tab = await world.newPage(page.context())
  await truth(tab, /Live/)
  await page.getByRole('button', { name: /^Account/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await Promise.all([page, tab].map((each) => each.getByRole('heading', { name: 'Sign in to Signalbox' }).waitFor()))
  await tab.getByLabel('E-mail').fill(dana.session.user.email)
  await tab.getByLabel('Password', { exact: true }).fill('not the password')
  await tab.getByRole('button', { name: 'Sign in' }).click()
  await tab.getByRole('alert').waitFor()
  expect(await tab.getByLabel('E-mail').inputValue()).toBe(dana.session.user.email)
})
