import { text } from 'node:stream/consumers'
import { type Page } from 'playwright-core'
import { beforeAll, expect } from 'vitest'
import { type Ticket } from '../../api/contract/ticket.ts'
import { type ApiClient } from '../../api/testing/ApiClient.ts'
import { CuttableProxy, isRows } from './testing/CuttableProxy.ts'
import { serious } from './testing/serious.ts'
import {
  browserTest,
  goOffline,
  phoneSize,
  submitSignIn,
  ticketRow,
  truth,
  withConsole,
  type ConsoleOptions,
} from './testing/withConsole.ts'

const world = withConsole()
let dana: ApiClient
let tim: ApiClient
let ticket: Ticket

beforeAll(async () => {
  const { admin } = world.server
  dana = await admin.newUser('dispatcher', 'Dana Kowalski')
  tim = await admin.newUser('technician', 'Tim Ruiz')
  const site = await admin.newSite('133 Avenue')
  const fields = { description: 'Third floor', scheduledFor: '2026-01-01T10:00:00Z' }
  for (const priority of ['P1', 'P2', 'P3', 'P4'])
    await admin.newTicket(site.id, { title: `Job ${priority}`, priority, ...fields })
  ticket = await admin.newTicket(site.id, { title: 'No heat' })
  await dana.command(ticket.id, 'assign', { technicianId: tim.technicianId })
})

const floating = '[role="dialog"], [role="menu"]'
const themes = ['dark', 'light'] as const

browserTest.each(themes)('sign-in and the list with everything that floats over it, %s', async (theme) => {
  const out = await world.newPage(await world.newContext({ theme }))
  await out.getByLabel('E-mail').waitFor()
  expect(await serious(out)).toEqual([])

  const page = await world.signIn(dana, { theme })
  await ticketRow(page, 'Job P1').click()
  await page
    .getByRole('complementary', { name: /^Ticket/ })
    .getByText('created this ticket')
    .waitFor()
  expect(await serious(page)).toEqual([])
  for (const open of [
    () => page.getByRole('button', { name: 'Assign' }).first().click(),
    () => page.getByRole('button', { name: 'Display' }).click(),
    () => page.getByRole('button', { name: 'Add a filter' }).click(),
    () => page.getByRole('button', { name: /^Account/ }).click(),
    () => page.keyboard.press('Control+k'),
    () => page.keyboard.press('Shift+?'),
    () => page.keyboard.press('c'),
  ]) {
    await open()
    await page.locator(floating).first().waitFor()
    expect(await serious(page, floating)).toEqual([])
    await page.keyboard.press('Escape')
    await page.locator(floating).first().waitFor({ state: 'detached' })
  }
})

browserTest.each(themes)('a ticket of its own, with a refusal, and offline, %s', async (theme) => {
  const page = await world.signIn(dana, { theme, path: `/ticket/${ticket.number}` })
  await page.getByText('assigned Tim Ruiz').waitFor()
  expect(await serious(page)).toEqual([])
  await page.context().setOffline(true)
  await truth(page, /Offline/)
  await page.getByRole('button', { name: /^Edit title/ }).click()
  await page.getByRole('textbox', { name: 'Title' }).fill(`No heat at all, ${theme}`)
  await page.getByText('Not saved yet').waitFor()
  expect(await serious(page)).toEqual([])
})

browserTest.each(themes)(
  'a ticket with all that hangs on it, its forms and what floats over them, %s',
  async (theme) => {
    const { admin } = world.server
    const full = await dana.newTicket((await admin.newSite('9 Full Street')).id, { title: 'Everything' })
    await dana.post(`/tickets/${full.id}/comments`, { body: `Ask @[Tim Ruiz](${tim.userId})` })
    await dana.post(`/tickets/${full.id}/time-entries`, {
      startedAt: '2026-01-02T10:00:00Z',
      endedAt: '2026-01-02T11:00:00Z',
    })
    await dana.command(full.id, 'ask-part', { name: 'Valve', quantity: 2 })
    await dana.post('/shipments', { ticketId: full.id, description: 'Valves', carrier: 'UPS', trackingNumber: '1Z' })
    const page = await world.signIn(dana, { theme, path: `/ticket/${full.number}` })
    const refused = { name: 'lie.png', mimeType: 'image/png', buffer: Buffer.from('no picture') }
    await page.getByLabel('Files', { exact: true }).last().setInputFiles([refused])
    await page.getByRole('alert').filter({ hasText: 'lie.png' }).waitFor()
    await page.getByRole('button', { name: 'Enter time' }).click()
    await page.getByRole('button', { name: 'Shipment', exact: true }).click()
    await page.getByLabel('Comment', { exact: true }).pressSequentially('Ask @tim')
    await page.getByRole('listbox', { name: 'People' }).getByText('Tim Ruiz').waitFor()
    expect(await serious(page)).toEqual([])
    await page.getByRole('button', { name: 'Ask', exact: true }).click()
    await page.locator(floating).first().waitFor()
    expect(await serious(page, floating)).toEqual([])
  },
)

browserTest.each(themes)('the day, the wallboard and the board, %s', async (theme) => {
  const page = await world.signIn(dana, { theme, path: '/operations' })
  await page
    .getByRole('link', { name: /^Open \d/ })
    .first()
    .waitFor()
  expect(await serious(page)).toEqual([])
  await walkedByArrows(page)
  await page.goto(`${world.server.http}/board`)
  await page
    .getByRole('grid', { name: /^Unassigned/ })
    .getByRole('row', { name: /Job P1/ })
    .click()
  await page
    .getByRole('complementary', { name: /^Ticket/ })
    .getByText('created this ticket')
    .waitFor()
  expect(await serious(page)).toEqual([])
  await page.goto(`${world.server.http}/wallboard`)
  await page.getByText('Oldest unassigned').waitFor()
  expect(await serious(page)).toEqual([])
})

browserTest.each(themes)('what is empty, what could not be had, and offline, %s', async (theme) => {
  await using proxy = await CuttableProxy.start(world.server.http)
  const mia = await world.server.admin.newUser('manager', `Mia in ${theme}`)
  const page = await world.signIn(mia, { theme, path: '/inventory', origin: proxy.origin })
  await page.getByText('All: none').waitFor()
  expect(await serious(page)).toEqual([])

  proxy.cut()
  await page.getByRole('link', { name: 'Administration' }).click()
  await page.getByText('E-mail addresses are not kept').waitFor()
  expect(await serious(page)).toEqual([])
  await page.getByRole('link', { name: 'Audit' }).click()
  await page.getByRole('alert').filter({ hasText: 'cannot be reached' }).waitFor()
  expect(await serious(page)).toEqual([])

  await goOffline(page, proxy)
  await page.keyboard.press('g')
  await page.keyboard.press('t')
  await ticketRow(page, 'Job P1').first().waitFor()
  await page.getByRole('alert').filter({ hasText: 'You see the state of' }).waitFor()
  expect(await serious(page)).toEqual([])
})

browserTest.each(themes)('what was never fetched counts nothing, %s', async (theme) => {
  await using proxy = await CuttableProxy.start(world.server.http)
  proxy.cut(isRows)
  const page = await world.newPage(await world.newContext({ theme }), '/operations', proxy.origin)
  await submitSignIn(page, dana)
  await truth(page, /Reconnecting|Offline/)
  await goOffline(page, proxy)
  await page.getByText('Not fetched yet: the day shows').waitFor()
  await page.getByRole('alert').filter({ hasText: 'Nothing has been fetched yet' }).waitFor()
  expect(await serious(page)).toEqual([])
  await page.keyboard.press('g')
  await page.keyboard.press('t')
  await page.getByRole('status', { name: 'Loading' }).waitFor()
  expect(await page.getByRole('navigation', { name: /saved views/ }).innerText()).not.toMatch(/\d/)
  expect(await serious(page)).toEqual([])
})

browserTest.each(themes)('the truth meter, and the report that it saves, %s', async (theme) => {
  const page = await world.signIn(dana, { theme })
  await truth(page, /Live/)
  await page.getByRole('link', { name: /^Live/ }).click()
  const road = page.getByRole('region', { name: 'How changes came' })
  await road.waitFor()
  await dana.newTicket(ticket.siteId, { title: `Counted, ${theme}` })
  await expect.poll(() => road.locator('.line').first().innerText()).toMatch(/[1-9]/)
  await expect.poll(() => page.getByText('Commit to screen, p50').locator('..').innerText()).toMatch(/\d+ ms/)
  expect(await serious(page)).toEqual([])
  const saving = page.waitForEvent('download')
  await page.keyboard.press('Control+s')
  const report = await text(await (await saving).createReadStream())
  expect(JSON.parse(report)).toMatchObject({ role: 'dispatcher', connection: { phase: 'live' }, waiting: 0 })
  for (const secret of ['Kowalski', dana.session.accessToken, dana.userId, world.server.http])
    expect(report).not.toContain(secret)
})

browserTest.each(themes)('a technician’s phone, %s', async (theme) => {
  const phone: ConsoleOptions = { theme, viewport: phoneSize, hasTouch: true, isMobile: true }
  const page = await world.signIn(tim, phone)
  await page.getByRole('region', { name: 'Now' }).getByText('No heat').waitFor()
  expect(await serious(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phoneSize.width)
  await page.getByRole('button', { name: /Pool/ }).tap()
  await ticketRow(page, 'Job P1').waitFor()
  expect(await serious(page)).toEqual([])
  await page.getByRole('button', { name: /My jobs/ }).tap()
  await page.getByRole('region', { name: 'Now' }).getByText('No heat').tap()
  await page.getByText('assigned Tim Ruiz').waitFor()
  expect(await serious(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phoneSize.width)
})

browserTest.each(themes)('toasts, the centre, its page and its preferences, %s', async (theme) => {
  const luis = await world.server.admin.newUser('dispatcher', `Luis in ${theme}`)
  const page = await world.signIn(luis, { theme })
  await dana.post(`/tickets/${ticket.id}/comments`, { body: 'Key at the desk' })
  await dana.newTicket(ticket.siteId, { title: 'Smoke', priority: 'P1' })
  await page.getByRole('log', { name: 'New notifications' }).getByText('Smoke').waitFor()
  expect(await serious(page)).toEqual([])
  await page.getByRole('button', { name: /2 unread/ }).click()
  await page.locator(floating).first().waitFor()
  expect(await serious(page, floating)).toEqual([])
  await page.keyboard.press('Escape')
  await page.goto(`${world.server.http}/notifications`)
  await page.getByRole('button', { name: /commented on/ }).waitFor()
  expect(await serious(page)).toEqual([])
  await page.goto(`${world.server.http}/notifications/preferences`)
  await page.getByLabel('Quiet hours').check()
  await page.getByLabel('Quiet from').waitFor()
  expect(await serious(page)).toEqual([])
})

/** Each part of the day is one stop of Tab, whatever it holds; the arrows lead on within it. */
async function walkedByArrows(page: Page): Promise<void> {
  const part = page.getByRole('region', { name: 'By status' })
  await expect.poll(() => part.locator('a[tabindex="0"]').count()).toBe(1)
  await part.locator('a[tabindex="0"]').focus()
  await page.keyboard.press('ArrowDown')
  expect(await part.locator('a:focus').innerText()).toMatch(/^Open/)
  await page.keyboard.press('End')
  expect(await part.locator('a:focus').innerText()).toMatch(/^Cancelled/)
}

browserTest('what somebody else wrote is text, whatever it looks like', async () => {
  const site = await world.server.admin.newSite('<b>Depot</b>')
  const hostile = '<img src=x onerror="document.title=1"> {{ 7*7 }} \u202Egpj.exe'
  await world.server.admin.newTicket(site.id, { title: hostile, priority: 'P1', type: '<script>1</script>' })
  const page = await world.signIn(dana)
  await ticketRow(page, '{{ 7*7 }}').first().click()
  await page
    .getByRole('complementary', { name: /^Ticket/ })
    .getByText('{{ 7*7 }}')
    .waitFor()
  expect(await page.locator('img, b').count()).toBe(0)
  expect(await page.title()).not.toBe('1')
})
