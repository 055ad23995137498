import { beforeAll, expect } from 'vitest'
import { type Ticket } from '../../api/contract/ticket.ts'
import { type ApiClient } from '../../api/testing/ApiClient.ts'
import { serious } from './testing/serious.ts'
import { browserTest, phoneSize, withConsole } from './testing/withConsole.ts'

const world = withConsole()
let dana: ApiClient
let tim: ApiClient
let ticket: Ticket

beforeAll(async () => {
  const { admin } = world.server
  dana = await admin.newUser('dispatcher', 'Dana Kowalski')
  tim = await admin.newUser('technician', 'Tim Ruiz')
  const site = await admin.newSite('Hotel Astoria')
  ticket = await admin.newTicket(site.id, { title: 'No heat', description: 'Third floor' })
  await dana.command(ticket.id, 'assign', { technicianId: tim.technicianId })
  for (let index = 0; index < 60; index++) await admin.newTicket(site.id, { title: `Nobody has job ${index}` })
})

const shownTheme = () => document.documentElement.dataset['theme']

browserTest('a ticket on paper is the ticket alone on white, and the screen is as before afterwards', async () => {
  const page = await world.signIn(dana, { path: `/ticket/${ticket.number}` })
  await page.getByText('assigned Tim Ruiz').waitFor()
  await page.evaluate(() => {
    window.print = () => {
      window.dispatchEvent(new Event('beforeprint'))
      Reflect.set(globalThis, 'printed', document.documentElement.dataset['theme'])
      window.dispatchEvent(new Event('afterprint'))
    }
  })
  await page.keyboard.press('Control+p')
  await page.waitForFunction(() => Reflect.get(globalThis, 'printed') === 'light')
  expect(await page.evaluate(shownTheme)).toBe('dark')
  await page.emulateMedia({ media: 'print' })
  for (const text of ['No heat', 'Third floor', 'assigned Tim Ruiz', 'Hotel Astoria'])
    expect(await page.getByText(text).first().isVisible()).toBe(true)
  for (const name of ['Find or do anything', 'Add technician', 'Comment'])
    expect(await page.getByRole('button', { name, exact: true }).count()).toBe(0)
})

browserTest('the day has everybody`s jobs and what nobody has, on as many pages as it takes', async () => {
  const page = await world.signIn(dana)
  await page.keyboard.press('g')
  await page.keyboard.press('y')
  const day = page.getByRole('main', { name: 'The day' })
  await day.getByRole('row', { name: /No heat.*Hotel Astoria.*Assigned/ }).waitFor()
  await day.getByText('Nobody has job 59').waitFor()
  expect(await serious(page)).toEqual([])
  const pdf = (await page.pdf({ format: 'A4' })).toString('latin1')
  expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(2)

  const phone = await world.signIn(tim, { viewport: phoneSize, theme: 'light', path: '/day' })
  await phone.getByRole('row', { name: /No heat/ }).waitFor()
  expect(await phone.getByText('Dana Kowalski').count()).toBe(0)
  expect(await serious(phone)).toEqual([])
  const width = await phone.evaluate(() => document.querySelector('.sheet')?.scrollWidth ?? 0)
  expect(width).toBeLessThanOrEqual(phoneSize.width)
})
