import { type Page } from 'playwright-core'
import { beforeAll, expect } from 'vitest'
import { type Site } from '../../api/contract/site.ts'
import { type ApiClient } from '../../api/testing/ApiClient.ts'
import { CuttableProxy } from './testing/CuttableProxy.ts'
import { browserTest, goOffline, goOnline, truth, withConsole } from './testing/withConsole.ts'

const world = withConsole()
let dana: ApiClient
let luis: ApiClient
let tim: ApiClient
let ann: ApiClient
let site: Site

beforeAll(async () => {
  const { admin } = world.server
  dana = await admin.newUser('dispatcher', 'Dana Kowalski')
  luis = await admin.newUser('dispatcher', 'Luis Ortega')
  tim = await admin.newUser('technician', 'Tim Ruiz')
  ann = await admin.newUser('technician', 'Ann Lee')
  site = await admin.newSite('133 Avenue')
  await admin.post(`/technicians/${tim.technicianId}/duty`, { duty: 'on_shift' })
})

const lane = (page: Page, name: string) =>
  page
    .getByRole('grid', { name: /^Technicians/ })
    .getByRole('row')
    .filter({ hasText: name })
const inLane = (page: Page, name: string, title: string) =>
  lane(page, name).getByRole('gridcell').filter({ hasText: title })
const queue = (page: Page) => page.getByRole('grid', { name: /^Unassigned/ })
const inQueue = (page: Page, title: string) => queue(page).getByRole('row').filter({ hasText: title })

/** The board of one whose pointer rests elsewhere: nothing is held back. */
async function openBoard(who: ApiClient, options: { origin?: string } = {}): Promise<Page> {
  const page = await world.signIn(who, { ...options, path: '/board' })
  await page.mouse.move(2, 2)
  return page
}

type Target = ReturnType<typeof lane>

async function middleOf(target: Target): Promise<{ x: number; y: number }> {
  const box = await target.boundingBox()
  if (!box) throw new Error('it is not on screen')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** Takes the card and holds it over the target. */
async function hold(page: Page, card: Target, target: Target): Promise<void> {
  const from = await middleOf(card)
  const to = await middleOf(target)
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move(from.x + 20, from.y + 10)
  await page.mouse.move(to.x, to.y, { steps: 4 })
}

async function drag(page: Page, card: Target, target: Target): Promise<void> {
  await hold(page, card, target)
  await page.mouse.up()
}

browserTest('a card dragged to a lane is assigned, on the other’s screen too; to another lane, and back', async () => {
  const ticket = await dana.newTicket(site.id, { title: 'Boiler cold' })
  const [one, other] = await Promise.all([openBoard(dana), openBoard(luis)])
  await inQueue(other, 'Boiler cold').waitFor()
  await drag(one, inQueue(one, 'Boiler cold'), lane(one, 'Tim Ruiz'))
  await inLane(other, 'Tim Ruiz', 'Boiler cold').waitFor()
  await inQueue(other, 'Boiler cold').waitFor({ state: 'detached' })
  await inLane(one, 'Tim Ruiz', 'Boiler cold').waitFor()

  await drag(one, inLane(one, 'Tim Ruiz', 'Boiler cold'), lane(one, 'Ann Lee'))
  await inLane(other, 'Ann Lee', 'Boiler cold').waitFor()
  await inLane(other, 'Tim Ruiz', 'Boiler cold').waitFor({ state: 'detached' })
  // Ann is off shift: assigned all the same, and said so on the card.
  await inLane(one, 'Ann Lee', 'Boiler cold').getByRole('img', { name: /shift/ }).waitFor()

  await drag(one, inLane(one, 'Ann Lee', 'Boiler cold'), queue(one))
  await inQueue(other, 'Boiler cold').waitFor()
  expect((await dana.get(`/tickets/${ticket.id}`)).body).toMatchObject({ status: 'open', assigneeIds: [] })
})

browserTest('keys do what the pointer does: assign, move, release, and undo', async () => {
  await dana.newTicket(site.id, { title: 'Lift stuck', priority: 'P1' })
  const [one, other] = await Promise.all([openBoard(dana), openBoard(luis)])
  await inQueue(one, 'Lift stuck').waitFor()
  await queue(one).focus()
  await one.keyboard.press('Home')
  await one.keyboard.press('a')
  await one.getByPlaceholder('Assign to…').waitFor()
  await one.keyboard.type('tim')
  await one.keyboard.press('Enter')
  await inLane(other, 'Tim Ruiz', 'Lift stuck').waitFor()

  await one.keyboard.press('Control+z')
  await inQueue(other, 'Lift stuck').waitFor()
  await one
    .getByRole('log')
    .getByText(/^Undone:/)
    .waitFor()
  await inQueue(one, 'Lift stuck').waitFor()

  await one.keyboard.press('Home')
  await one.keyboard.press('a')
  await one.getByPlaceholder('Assign to…').waitFor()
  await one.keyboard.type('tim')
  await one.keyboard.press('Enter')
  await inLane(one, 'Tim Ruiz', 'Lift stuck').waitFor()
  await one.keyboard.press('ArrowRight')
  await one.keyboard.press('Enter')
  await one
    .getByRole('complementary', { name: /^Ticket/ })
    .getByText('Lift stuck')
    .first()
    .waitFor()
  await one.keyboard.press('Escape')
  await one.keyboard.press('Backspace')
  await inQueue(other, 'Lift stuck').waitFor()
})

browserTest('once a technician has acted on it, an assignment cannot be undone, and it says so', async () => {
  const ticket = await dana.newTicket(site.id, { title: 'Door jammed' })
  const page = await openBoard(dana)
  await drag(page, inQueue(page, 'Door jammed'), lane(page, 'Tim Ruiz'))
  await inLane(page, 'Tim Ruiz', 'Door jammed').waitFor()
  await page.getByText('0 waiting').waitFor()
  const { assignments } = (await dana.get<{ assignments: { id: string }[] }>(`/tickets/${ticket.id}`)).body
  await tim.post(`/assignments/${assignments[0]?.id}/en-route`)
  await inLane(page, 'Tim Ruiz', 'Door jammed').getByText('En route').waitFor()
  await page.keyboard.press('Control+z')
  await page
    .getByRole('log')
    .getByText(/cannot be undone any more: Tim Ruiz has #\d+ en route already/)
    .waitFor()
  expect((await dana.get(`/tickets/${ticket.id}`)).body).toMatchObject({ assigneeIds: [tim.technicianId] })
})

browserTest('while a card is held nothing moves under the pointer; what came in waits to be let in', async () => {
  await dana.newTicket(site.id, { title: 'First in the queue' })
  await dana.newTicket(site.id, { title: 'Second in the queue' })
  const page = await openBoard(dana)
  const second = inQueue(page, 'Second in the queue')
  await second.waitFor()
  await hold(page, inQueue(page, 'First in the queue'), lane(page, 'Tim Ruiz'))
  const before = [await second.boundingBox(), await lane(page, 'Ann Lee').boundingBox()]

  await luis.newTicket(site.id, { title: 'Gas smell', priority: 'P1' })
  await luis.post(`/technicians/${ann.technicianId}/duty`, { duty: 'on_shift' })
  await page.getByRole('button', { name: '1 change' }).waitFor()
  await lane(page, 'Ann Lee').getByText('Available').waitFor()
  expect([await second.boundingBox(), await lane(page, 'Ann Lee').boundingBox()]).toEqual(before)
  expect(await inQueue(page, 'Gas smell').count()).toBe(0)

  await page.mouse.up()
  await inLane(page, 'Tim Ruiz', 'First in the queue').waitFor()
  await page.getByRole('button', { name: '1 change' }).click()
  await inQueue(page, 'Gas smell').waitFor()
  const [gas, other] = [await inQueue(page, 'Gas smell').boundingBox(), await second.boundingBox()]
  expect(gas?.y).toBeLessThan(other?.y ?? 0)
})

browserTest('a drag that is given up with Escape changes nothing', async () => {
  const ticket = await dana.newTicket(site.id, { title: 'Not this one' })
  const page = await openBoard(dana)
  await inQueue(page, 'Not this one').waitFor()
  await hold(page, inQueue(page, 'Not this one'), lane(page, 'Tim Ruiz'))
  await page.getByText('To Tim Ruiz').waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('To Tim Ruiz').waitFor({ state: 'detached' })
  await page.mouse.up()
  expect(await inQueue(page, 'Not this one').count()).toBe(1)
  expect((await dana.get(`/tickets/${ticket.id}`)).body).toMatchObject({ version: 1 })
})

browserTest('a move that waits is marked, and one that is refused says why on its card', async () => {
  const ticket = await dana.newTicket(site.id, { title: 'Window broken' })
  await using proxy = await CuttableProxy.start(world.server.http)
  const page = await openBoard(dana, { origin: proxy.origin })
  await inQueue(page, 'Window broken').waitFor()
  await goOffline(page, proxy)
  await truth(page, /Offline/)
  await drag(page, inQueue(page, 'Window broken'), lane(page, 'Tim Ruiz'))
  const card = inLane(page, 'Tim Ruiz', 'Window broken')
  await card.getByRole('img', { name: 'Waiting to be confirmed' }).waitFor()
  await luis.command(ticket.id, 'assign', { technicianId: tim.technicianId })
  await goOnline(page, proxy)
  await truth(page, /Live/)
  await lane(page, 'Tim Ruiz')
    .getByRole('alert')
    .filter({ hasText: /already/ })
    .waitFor()
})
