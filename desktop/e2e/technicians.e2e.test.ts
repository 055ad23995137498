import { beforeAll, expect } from 'vitest'
import { type ApiClient } from '../../api/testing/ApiClient.ts'
import { type Site } from '../../api/contract/site.ts'
import { serious } from './testing/serious.ts'
import { browserTest, phoneSize, ticketRow, withConsole } from './testing/withConsole.ts'

const world = withConsole()
let dana: ApiClient
let tim: ApiClient
let site: Site

beforeAll(async () => {
  const { admin } = world.server
  dana = await admin.newUser('dispatcher', 'Dana Kowalski')
  tim = await admin.newUser('technician', 'Tim Ruiz')
  const zoe = await admin.newUser('technician', 'Zoe Nunez')
  await admin.post(`/technicians/${zoe.technicianId}/duty`, { duty: 'on_shift' })
  await admin.patch(`/technicians/${tim.technicianId}`, { phone: '+1 555 0100', skills: ['Heating', 'Gas'] })
  await admin.post('/inventory', { name: 'Flue gas meter', kind: 'equipment', technicianId: tim.technicianId })
  site = await admin.newSite('133 Avenue')
  for (const title of ['No heat', 'Leaking valve']) {
    const ticket = await admin.newTicket(site.id, { title, priority: title === 'No heat' ? 'P1' : 'P3' })
    const assigned = await admin.command(ticket.id, 'assign', { technicianId: tim.technicianId })
    if (title === 'No heat') await tim.post(`/assignments/${assigned.assignments[0]?.id}/check-in`)
  }
})

browserTest('a shift begun in one window is on duty in another’s list, with the work linked', async () => {
  const page = await world.signIn(dana, { path: '/technicians' })
  await ticketRow(page, 'Zoe Nunez').waitFor()
  const other = await world.signIn(dana, { path: `/technician/${tim.technicianId}` })
  await other.getByRole('button', { name: 'Begin shift' }).click()
  const row = ticketRow(page, 'Tim Ruiz')
  await row.getByText('On site').waitFor()
  await page.getByRole('link', { name: /^On duty 2/ }).waitFor()
  await page.getByRole('link', { name: /^Off shift 0/ }).waitFor()

  await page.getByRole('grid').focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await page.getByRole('complementary', { name: 'Technician Zoe Nunez' }).waitFor()
  await page.keyboard.press('ArrowDown')
  const inspector = page.getByRole('complementary', { name: 'Technician Tim Ruiz' })
  await inspector.getByRole('link', { name: 'Flue gas meter' }).waitFor()
  const jobs = await inspector.getByRole('region', { name: 'Jobs' }).getByRole('listitem').allInnerTexts()
  expect(jobs.map((text) => /No heat|Leaking valve/.exec(text)?.[0])).toEqual(['No heat', 'Leaking valve'])
  expect(await inspector.getByRole('link', { name: '+1 555 0100' }).getAttribute('href')).toBe('tel:+15550100')
  await row.getByRole('link', { name: /No heat/ }).click()
  await page.waitForURL(/\/ticket\/\d+/)
  await page.getByRole('link', { name: 'Tim Ruiz' }).first().click()
  await page.waitForURL(/\/technician\//)
  await page.getByRole('heading', { name: 'Tim Ruiz' }).waitFor()
})

browserTest('a status that wants a reason asks for it, and shows it', async () => {
  const page = await world.signIn(dana, { path: '/technicians/all' })
  await ticketRow(page, 'Zoe Nunez').click()
  const inspector = page.getByRole('complementary', { name: 'Technician Zoe Nunez' })
  await inspector.getByRole('button', { name: 'Set status' }).click()
  await page.getByRole('menuitem', { name: 'Unavailable' }).click()
  await page.getByRole('textbox', { name: 'Why are they unavailable?' }).fill('At the dentist')
  await page.getByRole('button', { name: 'Set unavailable' }).click()
  await inspector.getByText('At the dentist').waitFor()
  await ticketRow(page, 'Zoe Nunez').getByText('Unavailable').waitFor()
  await inspector.getByRole('button', { name: 'Set status' }).click()
  await page.getByRole('menuitem', { name: 'Available', exact: true }).click()
  await ticketRow(page, 'Zoe Nunez').getByText('Available').waitFor()
})

browserTest.each(['dark', 'light'] as const)('nothing keeps people out, %s', async (theme) => {
  const page = await world.signIn(dana, { theme, path: '/technicians/all' })
  await ticketRow(page, 'Tim Ruiz').click()
  await page.getByRole('complementary', { name: 'Technician Tim Ruiz' }).getByText('Flue gas meter').waitFor()
  expect(await serious(page)).toEqual([])
  await page.goto(`${world.server.http}/technician/${tim.technicianId}`)
  await page.getByText('Flue gas meter').waitFor()
  expect(await serious(page)).toEqual([])
  await page.setViewportSize(phoneSize)
  expect(await serious(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phoneSize.width)
})
