import { beforeAll, expect } from 'vitest'
import { type Page } from 'playwright-core'
import { type ApiClient } from '../../api/testing/ApiClient.ts'
import { browserTest, password, ticketRow, truth, withConsole } from './testing/withConsole.ts'

const world = withConsole()
let dana: ApiClient

beforeAll(async () => {
  const { admin } = world.server
  dana = await admin.newUser('dispatcher', 'Dana Kowalski')
  const tim = await admin.newUser('technician', 'Tim Ruiz')
  await admin.post(`/technicians/${tim.technicianId}/duty`, { duty: 'on_shift' })
  const site = await admin.newSite('133 Avenue')
  for (let number = 1; number <= 60; number++)
    await admin.newTicket(site.id, { title: `Job ${number}`, priority: 'P3' })
})

/** Waits until the cursor is on that ticket, and its row is drawn. */
async function expectCurrent(page: Page, title: string | RegExp): Promise<void> {
  const read = async (): Promise<string> => {
    const id = await page.getByRole('grid').getAttribute('aria-activedescendant')
    return id === null ? '' : page.locator(`[id="${id}"] .title .name`).innerText()
  }
  await expect.poll(read).toMatch(title)
}

browserTest('from sign-in to an assigned new ticket without a mouse', async () => {
  const page = await world.newPage(await world.newContext())
  await page.getByLabel('E-mail').waitFor()
  await page.keyboard.type(dana.session.user.email)
  await page.keyboard.press('Tab')
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await truth(page, /Live/)
  await ticketRow(page, 'Job 1').first().waitFor()

  await page.keyboard.press('c')
  await page.getByLabel('Title', { exact: true }).waitFor()
  await page.keyboard.type('Broken window')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByPlaceholder('Find a site').waitFor()
  await page.keyboard.type('133')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByPlaceholder('Find a type').waitFor()
  await page.keyboard.type('Glass')
  await page.keyboard.press('Enter')
  await page.getByLabel('Type', { exact: true }).getByText('Glass').waitFor()
  await page.keyboard.press('Control+Enter')
  await page
    .getByRole('complementary', { name: /^Ticket/ })
    .getByText('Broken window')
    .waitFor()

  await page.keyboard.press('a')
  await page.getByPlaceholder('Assign to…').waitFor()
  await page.keyboard.type('tim')
  await page.keyboard.press('Enter')
  await ticketRow(page, 'Broken window').getByText('Tim Ruiz').waitFor()
})

browserTest(
  'rows by key: arrows, ends, pages, numbers, marks; the cursor stays on its ticket through another order',
  async () => {
    const page = await world.signIn(dana)
    await ticketRow(page, 'Job 1').first().waitFor()
    await page.getByRole('grid').focus()
    await page.keyboard.press('Home')
    await expectCurrent(page, /^Job 1$/)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    await expectCurrent(page, /^Job 2$/)
    await page.keyboard.press('End')
    await expectCurrent(page, /Broken window|Job 60/)
    await page.keyboard.press('PageUp')
    await expectCurrent(page, /Job [1-4]\d/)
    const fifth = await ticketRow(page, 'Job 5').count()
    expect(fifth).toBeGreaterThanOrEqual(0)

    const numbers = (await world.server.admin.get<{ items: { number: number; title: string }[] }>('/tickets?limit=200'))
      .body.items
    const target = numbers.find(({ title }) => title === 'Job 42')
    await page.keyboard.type(String(target?.number))
    await expectCurrent(page, /^Job 42$/)

    await page.keyboard.press('x')
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Shift+ArrowDown')
    await page.getByText('3 marked').waitFor()
    await page.keyboard.press('Escape')
    await page.getByText('3 marked').waitFor({ state: 'detached' })
    await expectCurrent(page, /^Job 44$/)
    await page.getByRole('columnheader', { name: 'Number' }).getByRole('button').first().click()
    await page.getByRole('columnheader', { name: 'Number' }).getByRole('button').first().click()
    expect(await page.getByRole('columnheader', { name: 'Number' }).getAttribute('aria-sort')).toBe('descending')
    await expectCurrent(page, /^Job 44$/)
  },
)

browserTest('two keys that lead somewhere go before one of them alone, also on a row that has it', async () => {
  const page = await world.signIn(dana)
  await ticketRow(page, 'Job 1').first().waitFor()
  await page.getByRole('grid').focus()
  await page.keyboard.press('Home')
  for (const [key, path] of [
    ['k', 'jeopardy'],
    ['o', 'open'],
    ['a', 'all'],
  ] as const) {
    await page.keyboard.press('g')
    await page.keyboard.press(key)
    await page.waitForURL(`**/tickets/${path}`)
  }
})

browserTest('details, search, palette and sheet by key', async () => {
  const page = await world.signIn(dana)
  await ticketRow(page, 'Job 1').first().waitFor()
  await page.getByRole('grid').focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Space')
  const inspector = page.getByRole('complementary', { name: /^Ticket/ })
  await inspector.waitFor()
  await page.keyboard.press('Escape')
  await inspector.waitFor({ state: 'detached' })

  await page.keyboard.press('Enter')
  await inspector.waitFor()
  const opened = page.context().waitForEvent('page')
  await page.keyboard.press('Enter')
  const own = await opened
  await own.waitForURL(/\/ticket\/\d+/)
  await own.close()

  await page.bringToFront()
  await page.keyboard.press('/')
  await page.keyboard.type('job 42')
  await page.getByText('1 shown of').waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await page.getByPlaceholder('Find a ticket, or do something').waitFor()
  await page.keyboard.type('unassigned')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/tickets\/unassigned/)
  await page.keyboard.press('Shift+?')
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
})

browserTest('while somebody points at the list, what arrives waits in a pill', async () => {
  const page = await world.signIn(dana)
  await ticketRow(page, 'Job 2').first().hover()
  const { body } = await world.server.admin.get<{ items: { siteId: string }[] }>('/tickets?limit=1')
  await world.server.admin.newTicket(body.items[0]?.siteId ?? '', { title: 'Gas smell', priority: 'P1' })
  await page.getByRole('button', { name: '1 new' }).waitFor()
  expect(await ticketRow(page, 'Gas smell').count()).toBe(0)
  await page.getByRole('button', { name: '1 new' }).click()
  await ticketRow(page, 'Gas smell').waitFor()
})
