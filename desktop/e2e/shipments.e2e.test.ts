import { type Page } from 'playwright-core'
import { beforeAll, expect } from 'vitest'
import { type Shipment } from '../../api/contract/shipment.ts'
import { type Site } from '../../api/contract/site.ts'
import { type Ticket } from '../../api/contract/ticket.ts'
import { expectStatus, type ApiClient } from '../../api/testing/ApiClient.ts'
import { CuttableProxy } from './testing/CuttableProxy.ts'
import { serious } from './testing/serious.ts'
import { browserTest, goOffline, goOnline, phoneSize, ticketRow, truth, withConsole } from './testing/withConsole.ts'

const world = withConsole()
let dana: ApiClient
let luis: ApiClient
let site: Site
let ticket: Ticket

beforeAll(async () => {
  const { admin } = world.server
  dana = await admin.newUser('dispatcher', 'Dana Kowalski')
  luis = await admin.newUser('dispatcher', 'Luis Ortega')
  site = await admin.newSite('133 Avenue')
  ticket = await admin.newTicket(site.id, { title: 'No heat' })
})

async function newShipment(fields: object, ...steps: string[]): Promise<Shipment> {
  const shipment = await expectStatus(201, dana.post<Shipment>('/shipments', { siteId: site.id, ...fields }))
  for (const step of steps) await expectStatus(200, dana.post(`/shipments/${shipment.id}/${step}`))
  return shipment
}

const inspector = (page: Page) => page.getByRole('complementary', { name: /^Shipment/ })
const step = (page: Page, name: string) =>
  page.getByRole('group', { name: 'Next steps' }).getByRole('button', { name, exact: true })
const tab = (page: Page, name: string) => page.getByRole('link', { name: new RegExp(`^${name}`) })

browserTest('a shipment for a ticket, from its draft to its receipt, with another watching', async () => {
  const [one, other] = await Promise.all([
    world.signIn(dana, { path: '/shipments' }),
    world.signIn(luis, { path: '/shipments/all' }),
  ])
  await one.getByRole('button', { name: 'New shipment' }).click()
  await one.getByLabel('What', { exact: true }).fill('Boiler parts')
  await one.getByLabel('For ticket').click()
  await one.getByPlaceholder('Find a ticket').fill('heat')
  await one.keyboard.press('Enter')
  await one.getByLabel('Items, one a line').fill('2 x Relay\nGasket set')
  await one.getByRole('button', { name: 'Create shipment' }).click()
  await inspector(one).getByLabel('How many of Relay').waitFor()

  const row = ticketRow(other, 'Boiler parts')
  await row.getByText('Draft').waitFor()
  await row.getByText(`#${ticket.number} No heat`).waitFor()
  await row.getByText('133 Avenue').waitFor()
  for (const [button, word] of [
    ['Request', 'Requested'],
    ['Prepare', 'Preparing'],
    ['In transit', 'In transit'],
    ['Out for delivery', 'Out for delivery'],
    ['Delivered', 'Delivered'],
    ['Receive', 'Received'],
  ] as const) {
    await step(one, button).click()
    await row.getByText(word, { exact: true }).waitFor()
  }
  await tab(other, 'Ended lately').getByText('1').waitFor()
  await expect.poll(() => step(one, 'Receive').count()).toBe(0)
})

browserTest('an exception says what went wrong, shows in its tab, and the shipment goes on', async () => {
  const { number } = await newShipment({ description: 'Lamp heads' }, 'requested', 'preparing', 'in-transit')
  const [one, other] = await Promise.all([
    world.signIn(dana, { path: `/shipment/${number}` }),
    world.signIn(luis, { path: '/shipments/exceptions' }),
  ])
  await step(one, 'Exception…').click()
  await one.getByRole('option', { name: 'Damaged' }).click()
  const row = ticketRow(other, 'Lamp heads')
  await row.getByText('Exception: damaged').waitFor()
  await tab(other, 'Exceptions').getByText('1').waitFor()
  await step(one, 'In transit').click()
  await tab(other, 'Exceptions').getByText('0').waitFor()
  await one.getByRole('region', { name: 'Timeline' }).getByText('Exception').waitFor()
})

browserTest('what one types stays while another saves the same field', async () => {
  const { number } = await newShipment({ description: 'Meters', carrier: 'UPS' })
  const [one, other] = await Promise.all([
    world.signIn(dana, { path: `/shipment/${number}` }),
    world.signIn(luis, { path: `/shipment/${number}` }),
  ])
  await one.getByRole('button', { name: /^Edit carrier/ }).click()
  const mine = one.getByRole('textbox', { name: 'Carrier' })
  await mine.fill('FedEx')
  await other.getByRole('button', { name: /^Edit carrier/ }).click()
  await other.getByRole('textbox', { name: 'Carrier' }).fill('DHL')
  await other.keyboard.press('Enter')
  await one.getByText('Someone else saved:').waitFor()
  expect(await mine.inputValue()).toBe('FedEx')
  await one.getByRole('button', { name: 'Keep mine' }).click()
  await mine.press('Enter')
  await other.getByRole('button', { name: /^Edit carrier: FedEx/ }).waitFor()
  // An empty text takes the field away.
  await other.getByRole('button', { name: /^Edit carrier/ }).click()
  await other.getByRole('textbox', { name: 'Carrier' }).fill('')
  await other.keyboard.press('Enter')
  await one.getByRole('button', { name: 'Edit carrier: None yet' }).waitFor()
})

browserTest('a step that is no longer allowed is refused beside the shipment, with what is allowed', async () => {
  const { id, number } = await newShipment({ description: 'Valves' })
  await using proxy = await CuttableProxy.start(world.server.http)
  const page = await world.signIn(dana, { path: `/shipment/${number}`, origin: proxy.origin })
  await step(page, 'Request').waitFor()
  await goOffline(page, proxy)
  await truth(page, /Offline/)
  await step(page, 'Request').click()
  await step(page, 'Prepare').waitFor()
  await expectStatus(200, luis.post(`/shipments/${id}/cancelled`))
  await goOnline(page, proxy)
  await page.getByRole('alert').filter({ hasText: 'was refused' }).getByText('Nothing is allowed from here').waitFor()
  await page.getByText('Cancelled').first().waitFor()
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await page.getByRole('alert').waitFor({ state: 'detached' })
})

browserTest('by key alone: created, asked for, sent, in trouble, on its way again', async () => {
  const page = await world.signIn(dana, { path: '/shipments/all' })
  await page.getByRole('grid').focus()
  await page.keyboard.press('Shift+N')
  await page.getByLabel('What', { exact: true }).waitFor()
  await page.keyboard.type('Filters by key')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByPlaceholder('Find a ticket').waitFor()
  await page.keyboard.type('heat')
  await page.keyboard.press('Enter')
  await page.getByLabel('For ticket').getByText('No heat').waitFor()
  await page.keyboard.press('Control+Enter')
  await inspector(page).getByText('Filters by key').waitFor()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  const row = ticketRow(page, 'Filters by key')
  for (const [key, word] of [
    ['n', 'Requested'],
    ['n', 'Preparing'],
    ['Shift+I', 'In transit'],
  ] as const) {
    await page.keyboard.press(key)
    await row.getByText(word, { exact: true }).waitFor()
  }
  await page.keyboard.press('Shift+E')
  await page.getByPlaceholder('What went wrong?').waitFor()
  await page.keyboard.type('lost')
  await page.keyboard.press('Enter')
  await row.getByText('Exception: lost').waitFor()
  await page.keyboard.press('n')
  await row.getByText('In transit', { exact: true }).waitFor()
})

browserTest('only web addresses become links, and they open without a way back', async () => {
  await newShipment({ description: 'Tracked', trackingNumber: '1Z9', trackingUrl: 'https://carrier.example/1Z9' })
  const page = await world.signIn(dana, { path: '/shipments/all' })
  const link = ticketRow(page, 'Tracked').getByRole('link', { name: '1Z9' })
  expect(await link.getAttribute('rel')).toBe('noopener noreferrer')
  expect(await link.getAttribute('href')).toBe('https://carrier.example/1Z9')
})

browserTest.each(['dark', 'light'] as const)('nothing keeps people out of shipments, %s', async (theme) => {
  const { number } = await newShipment(
    {
      description: `Late, ${theme}`,
      trackingNumber: '1Z',
      carrier: 'UPS',
      expectedAt: '2026-01-01T10:00:00Z',
      items: [{ name: 'Relay', quantity: 2 }],
    },
    'requested',
    'preparing',
    'in-transit',
  )
  const page = await world.signIn(dana, { theme, path: '/shipments' })
  await ticketRow(page, `Late, ${theme}`).locator('.main').click()
  await inspector(page).getByText('Timeline').waitFor()
  expect(await serious(page)).toEqual([])
  for (const key of ['Shift+N', 'Shift+E']) {
    await page.keyboard.press(key)
    await page.getByRole('dialog').waitFor()
    expect(await serious(page, '[role="dialog"]')).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  await page.getByRole('button', { name: 'Full view' }).click()
  await page.waitForURL(new RegExp(`/shipment/${number}$`))
  await page.getByText('Timeline').waitFor()
  expect(await serious(page)).toEqual([])
  await page.setViewportSize(phoneSize)
  expect(await serious(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phoneSize.width)
})
