import { beforeAll, expect } from 'vitest'
import { type ApiClient } from '../../api/testing/ApiClient.ts'
import { type Site } from '../../api/contract/site.ts'
import { serious } from './testing/serious.ts'
import { browserTest, phoneSize, ticketRow, withConsole } from './testing/withConsole.ts'

const world = withConsole()
let dana: ApiClient
let site: Site

beforeAll(async () => {
  const { admin } = world.server
  dana = await admin.newUser('dispatcher', 'Dana Kowalski')
  site = await admin.newSite('133 Avenue')
  await admin.newSite('231 Street')
  await admin.newTicket(site.id, { title: 'No heat', priority: 'P1' })
  const done = await admin.newTicket(site.id, { title: 'Wrong address' })
  await admin.command(done.id, 'cancel', { reason: 'Twice' })
  await admin.post('/inventory', { name: 'Boiler 3', kind: 'equipment', siteId: site.id })
  await admin.post('/shipments', { description: 'Boiler gasket', siteId: site.id })
})

browserTest('a site shows what is going on there, live, and tickets lead to it', async () => {
  const page = await world.signIn(dana, { path: '/tickets/open' })
  await ticketRow(page, 'No heat').dblclick()
  await page.getByRole('link', { name: '133 Avenue', exact: true }).click()
  await page.waitForURL(new RegExp(`/site/${site.id}`))
  const open = page.getByRole('region', { name: 'Open tickets' })
  await open.getByText('No heat').waitFor()
  await page.getByRole('region', { name: 'Ended tickets' }).getByText('Wrong address').waitFor()
  await page.getByRole('region', { name: 'Shipments' }).getByText('Boiler gasket').waitFor()
  await page.getByRole('region', { name: 'Equipment' }).getByText('Boiler 3').waitFor()
  await world.server.admin.newTicket(site.id, { title: 'Broken window' })
  await open.getByText('Broken window').waitFor()
  await page.getByRole('button', { name: 'Show older tickets' }).click()
  await page.getByText('Nothing else was ever done here.').waitFor()
  expect(await page.getByRole('link', { name: 'Open in maps' }).getAttribute('href')).toMatch(/^geo:/)
})

browserTest('another’s save never destroys what one types about a site', async () => {
  const page = await world.signIn(dana, { path: `/site/${site.id}` })
  await page.getByRole('button', { name: /^Edit notes/ }).click()
  await page.getByRole('textbox', { name: 'Notes' }).fill('Ring twice')
  await world.server.admin.patch(`/sites/${site.id}`, { notes: 'Dog in the yard' })
  await page.getByText('Dog in the yard').waitFor()
  expect(await page.getByRole('textbox', { name: 'Notes' }).inputValue()).toBe('Ring twice')
  await page.getByRole('button', { name: 'Keep mine' }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('button', { name: /^Edit notes: Ring twice/ }).waitFor()
})

browserTest(
  'a new site by key is in the list, found by its number, and its empty name is refused before it is sent',
  async () => {
    const page = await world.signIn(dana, { path: '/sites' })
    await ticketRow(page, '133 Avenue').waitFor()
    await page.keyboard.press('n')
    await page.getByLabel('Name', { exact: true }).waitFor()
    await page.keyboard.press('Control+Enter')
    await page.getByText('Say what the place is called.').waitFor()
    await page.keyboard.type('400 Depot')
    await page.keyboard.press('Tab')
    await page.keyboard.type('400 Dock Rd')
    await page.keyboard.press('Control+Enter')
    await ticketRow(page, '400 Depot').waitFor()
    await page.getByRole('complementary', { name: 'Site 400 Depot' }).waitFor()
    await page.getByRole('grid').focus()
    await page.keyboard.type('231')
    await page.getByRole('complementary', { name: 'Site 231 Street' }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('dock')
    await page.getByText('1 shown of 3').waitFor()
    await page.waitForURL(({ search }) => search === '?q=dock')
  },
)

browserTest.each(['dark', 'light'] as const)('nothing keeps people out, %s', async (theme) => {
  const page = await world.signIn(dana, { theme, path: '/sites' })
  await ticketRow(page, '133 Avenue').click()
  await page.getByRole('complementary', { name: 'Site 133 Avenue' }).getByText('No heat').waitFor()
  expect(await serious(page)).toEqual([])
  await page.getByRole('button', { name: 'New site' }).click()
  await page.getByRole('dialog').waitFor()
  expect(await serious(page, '[role="dialog"]')).toEqual([])
  await page.goto(`${world.server.http}/site/${site.id}`)
  await page.getByText('Boiler 3').waitFor()
  expect(await serious(page)).toEqual([])
  await page.setViewportSize(phoneSize)
  expect(await serious(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phoneSize.width)
})
