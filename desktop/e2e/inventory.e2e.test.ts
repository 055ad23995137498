import { type Page } from 'playwright-core'
import { beforeAll, expect } from 'vitest'
import { type InventoryItem } from '../../api/contract/inventoryItem.ts'
import { type Site } from '../../api/contract/site.ts'
import { expectStatus, type ApiClient } from '../../api/testing/ApiClient.ts'
import { CuttableProxy } from './testing/CuttableProxy.ts'
import { serious } from './testing/serious.ts'
import { browserTest, goOffline, goOnline, phoneSize, ticketRow, truth, withConsole } from './testing/withConsole.ts'

const world = withConsole()
let dana: ApiClient
let luis: ApiClient
let site: Site

beforeAll(async () => {
  const { admin } = world.server
  dana = await admin.newUser('dispatcher', 'Dana Kowalski')
  luis = await admin.newUser('dispatcher', 'Luis Ortega')
  await admin.newUser('technician', 'Tim Ruiz')
  site = await admin.newSite('133 Avenue')
})

const newItem = (fields: object): Promise<InventoryItem> =>
  expectStatus(201, dana.post<InventoryItem>('/inventory', { warehouse: 'Main', ...fields }))
const inspector = (page: Page, name: string) => page.getByRole('complementary', { name: new RegExp(name) })
const rowAt = (page: Page, name: string, place: string) => ticketRow(page, name).filter({ hasText: place })

async function move(page: Page, quantity: string, to: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: /^Move/ })
  await dialog.getByLabel('How many').fill(quantity)
  await dialog.getByLabel('To', { exact: true }).click()
  await page.getByPlaceholder('Find a place').fill(to)
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Move' }).click()
  await dialog.waitFor({ state: 'detached' })
}

browserTest('stock moves between a warehouse and a technician, live for the other', async () => {
  await newItem({ name: 'Relay 24 V', quantity: 10, minimum: 5 })
  const [one, other] = await Promise.all([
    world.signIn(dana, { path: '/inventory' }),
    world.signIn(luis, { path: '/inventory' }),
  ])
  await ticketRow(one, 'Relay 24 V').locator('.main').click()
  await inspector(one, 'Relay').getByRole('button', { name: 'Move…' }).click()
  await move(one, '6', 'Tim')
  await rowAt(other, 'Relay 24 V', 'Tim Ruiz').getByText('6').waitFor()
  await rowAt(other, 'Relay 24 V', 'Main').getByText('4 of at least 5').waitFor()
  await rowAt(other, 'Relay 24 V', 'Main').getByText('Low').waitFor()
  await other
    .getByRole('link', { name: /^Low stock/ })
    .getByText('1')
    .waitFor()

  await rowAt(other, 'Relay 24 V', 'Tim Ruiz').locator('.main').click()
  await inspector(other, 'Relay').getByRole('button', { name: 'Move…' }).click()
  await move(other, '6', 'Main')
  const back = rowAt(one, 'Relay 24 V', 'Main')
  await back.getByText('10 of at least 5').waitFor()
  expect(await back.getByText('Low').count()).toBe(0)
})

browserTest('a number is corrected where it stands, and another’s newer one is never overwritten unseen', async () => {
  const { id } = await newItem({ name: 'Fuse 16 A', quantity: 3 })
  const page = await world.signIn(dana, { path: `/item/${id}` })
  await page.getByRole('button', { name: 'Edit quantity: 3' }).click()
  const field = page.getByRole('textbox', { name: 'Quantity' })
  await field.fill('many')
  await expect.poll(() => page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
  await field.fill('7')
  await expectStatus(200, luis.patch(`/inventory/${id}`, { quantity: 5 }))
  await page.getByText('Someone else saved:').waitFor()
  expect(await field.inputValue()).toBe('7')
  await field.press('Enter')
  await page.getByRole('alert').filter({ hasText: 'Yours: 7' }).or(page.getByRole('alert')).first().waitFor()
  await page.getByRole('button', { name: 'Save mine' }).click()
  await page.getByRole('button', { name: 'Edit quantity: 7' }).waitFor()
})

browserTest('a move of what somebody else has taken is refused beside the item, and nothing is lost', async () => {
  const { id } = await newItem({ name: 'Valve DN 20', quantity: 8 })
  await using proxy = await CuttableProxy.start(world.server.http)
  const page = await world.signIn(dana, { path: `/item/${id}`, origin: proxy.origin })
  await page.getByRole('button', { name: 'Move…' }).waitFor()
  await goOffline(page, proxy)
  await truth(page, /Offline/)
  await page.keyboard.press('m')
  await move(page, '8', '133')
  await expectStatus(200, luis.post(`/inventory/${id}/move`, { quantity: 5, warehouse: 'Annex' }))
  await goOnline(page, proxy)
  await page.getByRole('alert').getByText('There are only 3 of these.').waitFor()
  await page.getByRole('button', { name: 'Edit quantity: 3' }).waitFor()
  await page.getByRole('region', { name: 'Elsewhere' }).getByText('Annex').waitFor()
})

browserTest('by key alone: created at a site, moved, and deleted after a question', async () => {
  const page = await world.signIn(dana, { path: '/inventory' })
  await page.getByRole('grid').focus()
  await page.keyboard.press('Shift+N')
  await page.getByLabel('Name', { exact: true }).waitFor()
  await page.keyboard.type('Pump by key')
  await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByPlaceholder('Find a place').waitFor()
  await page.keyboard.type('133')
  await page.keyboard.press('Enter')
  await page.getByLabel('Where', { exact: true }).getByText(site.name).waitFor()
  await page.keyboard.press('Control+Enter')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  const row = ticketRow(page, 'Pump by key')
  await row.getByText('Equipment').waitFor()
  await row.getByText(site.name).waitFor()

  await page.keyboard.press('m')
  await page.getByLabel('How many').waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByPlaceholder('Find a place').waitFor()
  await page.keyboard.type('Cellar')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+Enter')
  await row.getByText('Cellar').waitFor()

  await page.keyboard.press('Control+k')
  await page.keyboard.type('delete the item')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Delete from the inventory' }).waitFor()
  await page.keyboard.press('Tab')
  await page.getByRole('button', { name: 'Delete', exact: true }).press('Enter')
  await row.waitFor({ state: 'detached' })
})

browserTest.each(['dark', 'light'] as const)('nothing keeps people out of the inventory, %s', async (theme) => {
  const { id } = await newItem({ name: `Low, ${theme}`, quantity: 1, minimum: 3 })
  await newItem({ name: `Low, ${theme}`, quantity: 1, warehouse: 'Annex' })
  const page = await world.signIn(dana, { theme, path: '/inventory' })
  await rowAt(page, `Low, ${theme}`, 'Main').locator('.main').click()
  await inspector(page, 'Low').getByText('Also at').waitFor()
  expect(await serious(page)).toEqual([])
  for (const key of ['Shift+N', 'm']) {
    await page.keyboard.press(key)
    await page.getByRole('dialog').waitFor()
    expect(await serious(page, '[role="dialog"]')).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  await page.goto(`${world.server.http}/item/${id}`)
  await page.getByText('Also at').waitFor()
  expect(await serious(page)).toEqual([])
  await page.setViewportSize(phoneSize)
  expect(await serious(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phoneSize.width)
})
