import { type Page } from 'playwright-core'
import { beforeAll, expect } from 'vitest'
import { type Site } from '../../api/contract/site.ts'
import { type ApiClient } from '../../api/testing/ApiClient.ts'
import { browserTest, phoneSize, ticketRow, withConsole } from './testing/withConsole.ts'

const world = withConsole()
let dana: ApiClient
let site: Site
let staff: ApiClient[]
let technicians: ApiClient[]

beforeAll(async () => {
  const { admin } = world.server
  dana = await admin.newUser('dispatcher', 'Dana Kowalski')
  staff = [
    await admin.newUser('dispatcher', 'Luis Ortega'),
    await admin.newUser('manager', 'Marcus Webb'),
    await admin.newUser('dispatcher', 'Eve Stone'),
    await admin.newUser('manager', 'Rosa Diaz'),
    await admin.newUser('dispatcher', 'Kofi Brandt'),
  ]
  technicians = []
  for (const name of ['Tim Ruiz', 'Ann Lee', 'Bo Park', 'Cy Young']) {
    const technician = await admin.newUser('technician', name)
    await admin.post(`/technicians/${technician.technicianId}/duty`, { duty: 'on_shift' })
    technicians.push(technician)
  }
  site = await admin.newSite('133 Avenue')
})

const titles = ['Boiler cold', 'Lift stuck', 'Door jammed', 'Gas smell']

async function pick(page: Page, field: string, text: string): Promise<void> {
  await page.getByLabel(field, { exact: true }).click()
  const search = page.getByPlaceholder(`Find a ${field.toLowerCase()}`)
  await search.fill(text)
  await page.keyboard.press('Enter')
  await search.waitFor({ state: 'detached' })
}

async function create(page: Page, title: string): Promise<void> {
  await page.keyboard.press('c')
  await page.getByLabel('Title', { exact: true }).fill(title)
  await pick(page, 'Site', '133')
  await pick(page, 'Type', 'Heating')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

browserTest(
  'a dispatcher creates four tickets in quick succession, and ten users see them with counts right everywhere',
  async () => {
    const dispatcher = await world.signIn(dana, { path: '/tickets/open' })
    const [luis, marcus, eve, rosa, kofi] = staff
    const at = (who: ApiClient | undefined, path: string, options = {}): Promise<Page> => {
      if (!who) throw new Error('nobody')
      return world.signIn(who, { path, ...options })
    }
    // One after the other: ten sign-ins at once would only wait for each other.
    const lists = [await at(luis, '/tickets/open'), await at(marcus, '/tickets/unassigned')]
    const days = [await at(eve, '/operations'), await at(rosa, '/operations')]
    const board = await at(kofi, '/board')
    await board.mouse.move(2, 2)
    const phones: Page[] = []
    for (const each of technicians) phones.push(await at(each, '/tickets/pool', { viewport: phoneSize }))

    for (const title of titles) await create(dispatcher, title)

    for (const page of [dispatcher, ...lists, ...phones]) {
      for (const title of titles) await ticketRow(page, title).waitFor()
    }
    for (const page of lists) await page.getByRole('link', { name: /^Unassigned 4$/ }).waitFor()
    await dispatcher.getByRole('link', { name: /^All open 4$/ }).waitFor()
    for (const page of days) {
      for (const label of ['Open 4', 'Unassigned 4', 'New 4', 'Heating 4']) {
        await page
          .getByRole('link', { name: new RegExp(`^${label}\\b`) })
          .first()
          .waitFor()
      }
    }
    for (const title of titles)
      await board
        .getByRole('grid', { name: /^Unassigned/ })
        .getByRole('row')
        .filter({ hasText: title })
        .waitFor()
    await board.getByRole('link', { name: 'Unassigned 4' }).waitFor()
  },
  180_000,
)

browserTest('a technician’s status change shows on every screen that has the ticket', async () => {
  const [tim, ann] = technicians
  const [, marcus] = staff
  if (!tim || !ann || !marcus) throw new Error('nobody')
  const ticket = await dana.newTicket(site.id, { title: 'Water main burst' })
  await dana.command(ticket.id, 'assign', { technicianId: tim.technicianId })
  await dana.command(ticket.id, 'assign', { technicianId: ann.technicianId })
  const list = await world.signIn(dana, { path: '/tickets/open' })
  const open = await world.signIn(marcus, { path: `/ticket/${ticket.number}` })
  const other = await world.signIn(ann, { path: `/ticket/${ticket.number}`, viewport: phoneSize })
  const field = await world.signIn(tim, { path: `/ticket/${ticket.number}`, viewport: phoneSize })
  await ticketRow(list, 'Water main burst').getByText('Assigned').waitFor()

  await field.getByRole('button', { name: 'Accept' }).last().click()
  await field.getByRole('button', { name: 'En route' }).last().click()
  await ticketRow(list, 'Water main burst').getByText('In progress').waitFor()
  await open.getByText('In progress').first().waitFor()
  await other.getByText('In progress').first().waitFor()
  expect((await dana.get(`/tickets/${ticket.id}`)).body).toMatchObject({ status: 'in_progress' })
})
