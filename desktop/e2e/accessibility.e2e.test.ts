import axe from 'axe-core'
import { type Page } from 'playwright-core'
import { beforeAll, expect } from 'vitest'
import { type Ticket } from '../../api/contract/ticket.ts'
import { type ApiClient } from '../../api/testing/ApiClient.ts'
import { browserTest, phoneSize, ticketRow, truth, withConsole, type ConsoleOptions } from './testing/withConsole.ts'

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

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe finds in a part of the page that keeps people out (WCAG 2.2, A and AA). */
async function serious(page: Page, part = 'html'): Promise<string[]> {
  // Not a script tag: the content security policy would stop it, as it should.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  // What is fading in has the contrast of the moment.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)))
  const { violations } = await page.evaluate<axe.AxeResults>(
    `axe.run(${JSON.stringify(part)}, { runOnly: ${JSON.stringify(rules)} })`,
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ''}`),
    )
}

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

browserTest.each(themes)('a technician’s phone, %s', async (theme) => {
  const phone: ConsoleOptions = { theme, viewport: phoneSize, hasTouch: true, isMobile: true }
  const page = await world.signIn(tim, phone)
  await ticketRow(page, 'No heat').first().waitFor()
  expect(await serious(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phoneSize.width)
  await ticketRow(page, 'No heat').first().tap()
  await page.getByText('assigned Tim Ruiz').waitFor()
  expect(await serious(page)).toEqual([])
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
