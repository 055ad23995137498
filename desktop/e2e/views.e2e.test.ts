import { beforeAll, expect } from 'vitest'
import { type SavedView } from '../../api/contract/savedView.ts'
import { type Ticket } from '../../api/contract/ticket.ts'
import { type ApiClient } from '../../api/testing/ApiClient.ts'
import { serious } from './testing/serious.ts'
import { CuttableProxy } from './testing/CuttableProxy.ts'
import { browserTest, goOffline, truth, withConsole } from './testing/withConsole.ts'

const world = withConsole()
let dana: ApiClient
let luis: ApiClient
let boiler: Ticket

beforeAll(async () => {
  const { admin } = world.server
  dana = await admin.newUser('dispatcher', 'Dana Kowalski')
  luis = await admin.newUser('dispatcher', 'Luis Ortega')
  const site = await admin.newSite('133 Avenue')
  boiler = await admin.newTicket(site.id, { title: 'Boiler cold', priority: 'P1' })
  await admin.newTicket(site.id, { title: 'Boiler loud', priority: 'P3' })
  await admin.newTicket(site.id, { title: 'Pothole', priority: 'P1' })
})

/** Labels of those that this person has or is shown. */
async function viewsOf(who: ApiClient): Promise<string[]> {
  const { body } = await who.get<{ items: SavedView[] }>('/views')
  return body.items.map(({ label }) => label)
}

browserTest(
  'a view of one’s own: kept by keyboard, counted live, renamed, shared, sent to others, removed',
  async () => {
    const page = await world.signIn(dana, { path: '/tickets/open', permissions: ['clipboard-read', 'clipboard-write'] })
    const tabs = page.getByRole('navigation', { name: /saved views/ })
    await page.getByRole('row').filter({ hasText: 'Pothole' }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('boiler')
    await page.getByRole('button', { name: 'Save view' }).focus()
    await page.keyboard.press('Enter')
    await page.getByLabel('Name of the view').waitFor()
    expect(await serious(page, '[role="dialog"]')).toEqual([])
    await page.keyboard.type('Boilers')
    await page.keyboard.press('Enter')
    await tabs.getByRole('link', { name: 'Boilers 2', exact: true }).waitFor()
    await page.getByRole('row').filter({ hasText: 'Boiler loud' }).waitFor()
    expect(await page.getByRole('row').filter({ hasText: 'Pothole' }).count()).toBe(0)

    await dana.newTicket(boiler.siteId, { title: 'Boiler leaks' })
    await tabs.getByRole('link', { name: 'Boilers 3', exact: true }).waitFor()
    await page.reload()
    await tabs.getByRole('link', { name: 'Boilers 3', exact: true }).waitFor()

    const more = page.getByRole('button', { name: 'This view' })
    await more.click()
    await page.getByRole('menuitem', { name: /^Rename/ }).click()
    await page.getByLabel('Name of the view').fill('Heating')
    await page.keyboard.press('Enter')
    await tabs.getByRole('link', { name: 'Heating 3', exact: true }).waitFor()
    await more.click()
    await page.getByRole('menuitem', { name: 'Share with all of the staff' }).click()
    // What is shown at once has come to the server as soon as somebody else finds it there.
    await expect.poll(() => viewsOf(luis)).toEqual(['Heating'])
    const other = await world.signIn(luis, { path: '/tickets/open' })
    await other.getByRole('link', { name: 'Heating 3', exact: true }).click()
    await other.getByRole('row').filter({ hasText: 'Boiler leaks' }).waitFor()
    await other.getByRole('button', { name: 'This view' }).click()
    await other.getByText('Shared by Dana').waitFor()
    expect(await other.getByRole('menuitem').allInnerTexts()).toEqual(['Copy its link'])

    await more.click()
    await page.getByRole('menuitem', { name: /^Copy its link/ }).click()
    const address = await page.evaluate(() => navigator.clipboard.readText())

    await more.click()
    await page.getByRole('menuitem', { name: 'Remove it for everybody' }).click()
    await tabs.getByRole('link', { name: /^Heating/ }).waitFor({ state: 'detached' })
    await page.getByRole('row').filter({ hasText: 'Pothole' }).waitFor()

    await page.goto(address)
    await page.getByRole('row').filter({ hasText: 'Boiler leaks' }).waitFor()
    await page.getByRole('button', { name: 'Save view' }).click()
    expect(await page.getByLabel('Name of the view').inputValue()).toBe('Heating')
  },
)

browserTest('offline every view still opens, and says how old it is', async () => {
  await using proxy = await CuttableProxy.start(world.server.http)
  const page = await world.signIn(dana, { path: '/tickets/open', origin: proxy.origin })
  await page.getByRole('row').filter({ hasText: 'Pothole' }).waitFor()
  await expect.poll(() => page.evaluate(loadedFiles)).toContain('DiagnosticsView')
  await goOffline(page, proxy)
  await truth(page, /Offline/)
  for (const name of ['Operations', 'Board', 'Shipments', 'Inventory', 'Technicians', 'Sites', 'Diagnostics']) {
    await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name, exact: true }).click()
    await expect.poll(() => page.title()).not.toMatch(/^All open/)
    await page.getByRole('alert').filter({ hasText: 'You see the state of' }).waitFor()
    await page.locator('main, [role="grid"]').first().waitFor()
  }
})

/** The names of all script files that the page has. Runs in the page. */
function loadedFiles(): string {
  return performance
    .getEntriesByType('resource')
    .map(({ name }) => name)
    .join('\n')
}
