import { beforeAll, expect } from 'vitest'
import { type Site } from '../../api/contract/site.ts'
import { type ApiClient } from '../../api/testing/ApiClient.ts'
import { CuttableProxy } from './testing/CuttableProxy.ts'
import { browserTest, goOffline, goOnline, phoneSize, ticketRow, truth, withConsole } from './testing/withConsole.ts'

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
  site = await admin.newSite('133 Avenue')
  await admin.post(`/technicians/${tim.technicianId}/duty`, { duty: 'on_shift' })
})

browserTest('what one does is on the other’s screen: created, claimed, changed, closed', async () => {
  const [one, other] = await Promise.all([world.signIn(dana), world.signIn(luis, { path: '/tickets/all' })])

  await one.keyboard.press('c')
  await one.getByLabel('Title', { exact: true }).fill('Water main burst')
  await one.getByLabel('Site', { exact: true }).click()
  await one.getByPlaceholder('Find a site').fill('133')
  await one.keyboard.press('Enter')
  await one.getByLabel('Type', { exact: true }).click()
  await one.getByPlaceholder('Find a type').fill('Water')
  await one.keyboard.press('Enter')
  await one.getByText('P1', { exact: true }).last().click()
  await one.getByRole('button', { name: 'Create ticket' }).click()
  const row = ticketRow(other, 'Water main burst')
  await row.waitFor()
  await row.getByText('New').waitFor()

  const field = await world.signIn(tim, { viewport: phoneSize, hasTouch: true, isMobile: true })
  await field.getByRole('button', { name: /Pool/ }).tap()
  await ticketRow(field, 'Water main burst').getByRole('button', { name: 'Claim' }).tap()
  await row.getByText('Tim Ruiz').waitFor()
  await row.getByText('Assigned').waitFor()

  await field.getByRole('button', { name: /My jobs/ }).tap()
  await field.getByRole('region', { name: 'Now' }).getByText('Water main burst').waitFor()
  await field.getByRole('button', { name: 'En route' }).tap()
  await row.getByText('In progress').waitFor()

  await one.getByRole('button', { name: /^Edit title: Water main burst/ }).click()
  await one.getByRole('textbox', { name: 'Title' }).fill('Water main burst, street closed')
  await one.keyboard.press('Enter')
  await ticketRow(other, 'street closed').waitFor()
  await field.getByRole('region', { name: 'Now' }).getByText('street closed').waitFor()

  await one.getByRole('button', { name: 'Complete' }).first().click()
  await one.getByRole('option', { name: 'Completed' }).click()
  await row.getByText('Completed', { exact: true }).waitFor()
  await one.getByRole('button', { name: 'Close', exact: true }).filter({ hasText: 'Close' }).click()
  await row.getByText('Closed', { exact: true }).waitFor()
  await field.getByRole('region', { name: 'Now' }).waitFor({ state: 'detached' })
})

browserTest('another’s save never destroys what one types, and a save over it is refused to its author', async () => {
  const ticket = await dana.newTicket(site.id, { title: 'Lamp out' })
  const [one, other] = await Promise.all([
    world.signIn(dana, { path: `/ticket/${ticket.number}` }),
    world.signIn(luis, { path: `/ticket/${ticket.number}` }),
  ])
  await one.getByRole('button', { name: /^Edit title: Lamp out/ }).click()
  const mine = one.getByRole('textbox', { name: 'Title' })
  await mine.fill('Lamp out at the school')

  await other.getByRole('button', { name: /^Edit title: Lamp out/ }).click()
  await other.getByRole('textbox', { name: 'Title' }).fill('Three lamps out')
  await other.keyboard.press('Enter')

  await one.getByText('Someone else saved:').waitFor()
  expect(await mine.inputValue()).toBe('Lamp out at the school')
  await mine.press('Enter')
  await one.getByRole('alert').filter({ hasText: 'Lamp out at the school' }).waitFor()
  await one.getByText('1 refused').waitFor()
  await one.getByRole('button', { name: /^Edit title: Three lamps out/ }).waitFor()

  await one.getByRole('button', { name: 'Save mine' }).click()
  await other.getByRole('button', { name: /^Edit title: Lamp out at the school/ }).waitFor()
  await one.getByRole('alert').waitFor({ state: 'detached' })
})

browserTest('what is typed and not saved is there after a reload', async () => {
  const ticket = await dana.newTicket(site.id, { title: 'Fence down' })
  const page = await world.signIn(dana, { path: `/ticket/${ticket.number}` })
  await page.getByRole('button', { name: 'Edit description: No description' }).click()
  await page.getByRole('textbox', { name: 'Description' }).fill('North side, two posts')
  await page.reload()
  await truth(page, /Live/)
  expect(await page.getByRole('textbox', { name: 'Description' }).inputValue()).toBe('North side, two posts')
})

browserTest('a refused step is told to its author beside the ticket, and the old state is back', async () => {
  const ticket = await dana.newTicket(site.id, { title: 'Gate stuck' })
  await dana.command(ticket.id, 'assign', { technicianId: tim.technicianId })
  await using proxy = await CuttableProxy.start(world.server.http)
  const origin = proxy.origin
  const page = await world.signIn(tim, { viewport: phoneSize, path: `/ticket/${ticket.number}`, origin })
  const accept = page.getByRole('button', { name: 'Accept' }).last()
  await accept.waitFor()
  // The dispatcher takes it away while the technician's phone is still showing it.
  await goOffline(page, proxy)
  await truth(page, /Offline/)
  await accept.click()
  await page.getByRole('button', { name: 'En route' }).last().waitFor()
  await dana.command(ticket.id, 'release')
  await dana.command(ticket.id, 'assign', {
    technicianId: (await world.server.admin.newUser('technician', 'Ann Lee')).technicianId,
  })
  await goOnline(page, proxy)
  await truth(page, /Live/)
  await page.goto(`${origin}/tickets/mine`)
  await page.getByRole('button', { name: '1 refused' }).click()
  await page.getByText('There is no such assignment, or you may not see it.').waitFor()
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await page.getByText('Everything you did is saved.').waitFor()
})

browserTest('without SharedWorker a tab leads, the others follow, and when it closes the next one leads', async () => {
  const context = await world.newContext()
  await context.addInitScript(() => Reflect.deleteProperty(window, 'SharedWorker'))
  const first = await world.newPage(context)
  await world.enter(first, dana)
  await expect.poll(world.connections).toBe(1)
  const second = await world.newPage(context)
  await truth(second, /Live/)
  expect(await world.connections()).toBe(1)
  await first.close()
  await luis.newTicket(site.id, { title: 'After the leader' })
  await ticketRow(second, 'After the leader').waitFor()
  await truth(second, /Live/)
})

browserTest('tabs of one browser share one connection', async () => {
  // The browsers of the tests before are closed; the server hears of it a moment later.
  await expect.poll(world.connections).toBe(0)
  const first = await world.signIn(dana)
  const tabs = await Promise.all([1, 2].map(() => world.newPage(first.context())))
  await Promise.all(tabs.map((tab) => truth(tab, /Live/)))
  const title = 'Seen in all tabs'
  await luis.newTicket(site.id, { title })
  await Promise.all([first, ...tabs].map((tab) => ticketRow(tab, title).waitFor()))
  expect(await world.connections()).toBe(1)
})

browserTest('who else has the ticket open is in its head, and that they are changing it', async () => {
  const ticket = await dana.newTicket(site.id, { title: 'Kerb broken' })
  const path = `/ticket/${ticket.number}`
  const [one, other] = await Promise.all([world.signIn(dana, { path }), world.signIn(luis, { path })])
  await one.getByText('Luis Ortega is looking').waitFor()
  await other.getByText('Dana Kowalski is looking').waitFor()
  await other.getByRole('button', { name: /^Edit title/ }).click()
  await other.getByRole('textbox', { name: 'Title' }).fill('Kerb broken in two')
  await one.getByText('Luis Ortega is editing').waitFor()
  await other.keyboard.press('Enter')
  await one.getByText('Luis Ortega is looking').waitFor()
  // In the lists as well.
  const list = await world.newPage(one.context(), '/tickets/all')
  await ticketRow(list, 'Kerb broken in two').getByRole('img', { name: 'Luis Ortega is looking' }).waitFor()
  // Another tab of his keeps the console: it is the window that is gone. A console that dies is PresenceBoard.test.ts.
  await other
    .context()
    .newPage()
    .then((page) => page.goto(new URL('/tickets', other.url()).href))
  await other.close()
  await one.getByText(/Luis Ortega is/).waitFor({ state: 'detached' })
  await expect.poll(() => list.getByRole('img', { name: /Luis Ortega is/ }).count()).toBe(0)
})
