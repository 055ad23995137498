import axe from 'axe-core'
import { readFile } from 'node:fs/promises'
import { type Page } from 'playwright-core'
import { beforeAll, expect } from 'vitest'
import { fixtureFile } from '../../api/import/testing/fixture.ts'
import { type ApiClient } from '../../api/testing/ApiClient.ts'
import { browserTest, phoneSize, ticketRow, truth, withConsole } from './testing/withConsole.ts'

const world = withConsole()
let dana: ApiClient
let mia: ApiClient

beforeAll(async () => {
  dana = await world.server.admin.newUser('dispatcher', 'Dana Kowalski')
  mia = await world.server.admin.newUser('manager', 'Mia Novak')
})

const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name })

browserTest(
  'an admin creates a user, who signs in with the password shown once; reset, they need another; deactivated they are out',
  async () => {
    const page = await world.signIn(world.server.admin, { path: '/admin' })
    await page.getByRole('button', { name: 'New user' }).first().click()
    const dialog = page.getByRole('dialog', { name: 'New user' })
    await dialog.getByRole('button', { name: 'Create user' }).click()
    await dialog.getByText('Give the name that others see.').waitFor()
    await dialog.getByLabel('Name').fill('Una Berg')
    await dialog.getByLabel('E-mail').fill('una@test.local')
    await dialog.getByText('Technician', { exact: true }).click()
    await dialog.getByRole('button', { name: 'Create user' }).click()
    await dialog.getByText('can sign in now').waitFor()
    const password = await dialog.locator('dd.mono').innerText()
    await page.keyboard.press('Escape')
    await row(page, 'una@test.local').getByText('Technician').waitFor()

    const una = await world.newPage(await world.newContext())
    const signIn = async (given: string) => {
      await una.getByLabel('E-mail').fill('una@test.local')
      await una.getByLabel('Password', { exact: true }).fill(given)
      await una.getByRole('button', { name: 'Sign in' }).click()
    }
    await signIn(password)
    await truth(una, /Live/)

    const reset = page.getByRole('dialog', { name: 'Reset the sign-in of Una Berg' })
    await row(page, 'Una Berg').getByRole('button', { name: 'Una Berg' }).click()
    await page.getByRole('button', { name: 'Reset sign-in…' }).press('Enter')
    await reset.getByLabel('New password').fill('password')
    await page.keyboard.press('Enter')
    await reset.getByRole('alert').waitFor()
    await reset.getByRole('button', { name: 'Another one' }).press('Enter')
    await reset.getByRole('button', { name: 'Reset sign-in' }).press('Enter')
    await reset.getByText('is signed out everywhere').waitFor()
    const another = await reset.locator('dd.mono').innerText()
    await page.keyboard.press('Escape')
    await una.getByRole('button', { name: 'Sign in' }).waitFor()
    await signIn(password)
    await una.getByRole('alert').filter({ hasText: 'wrong' }).waitFor()
    await signIn(another)
    await truth(una, /Live/)

    await row(page, 'Una Berg').getByRole('button', { name: 'Una Berg' }).click()
    await page.getByRole('dialog', { name: 'Una Berg' }).getByRole('button', { name: 'Deactivate' }).click()
    await una.getByRole('button', { name: 'Sign in' }).waitFor()
    await row(page, 'Una Berg').waitFor({ state: 'detached' })
  },
)

browserTest('the same e-mail twice is refused beside the form, and what was typed stays', async () => {
  const page = await world.signIn(mia, { path: '/admin' })
  await page.keyboard.press('n')
  const dialog = page.getByRole('dialog', { name: 'New user' })
  await dialog.getByLabel('Name').fill('Second Dana')
  await dialog.getByLabel('E-mail').fill(dana.session.user.email)
  await page.keyboard.press('Enter')
  await dialog.getByRole('alert').waitFor()
  expect(await dialog.getByLabel('Name').inputValue()).toBe('Second Dana')
  // Managers make everyone but admins.
  expect(await dialog.getByRole('radio').count()).toBe(3)
})

browserTest('a technician without a user is made and changed by keys', async () => {
  const page = await world.signIn(mia, { path: '/admin/technicians' })
  await page.getByRole('button', { name: 'New technician' }).first().waitFor()
  await page.keyboard.press('n')
  await page.getByRole('dialog').getByLabel('Name').fill('Bauer & Sons')
  await page.getByRole('dialog').getByLabel('Skills, separated by commas').fill('heating, roofs')
  await page.keyboard.press('Enter')
  await row(page, 'heating, roofs').waitFor()
})

browserTest(
  'a file is looked at and imported; its tickets appear on another’s screen; the report can be saved',
  async () => {
    const danas = await world.signIn(dana)
    const page = await world.signIn(mia, { path: '/admin/import' })
    await page.getByLabel('CSV file').setInputFiles(fixtureFile)
    await page.getByText('20 rows: 18 new tickets').waitFor()
    await page.getByText('Line 12').waitFor()
    expect(await page.getByRole('region', { name: 'The first rows' }).getByRole('row').count()).toBe(19)
    await page.getByRole('button', { name: 'Import 18 rows' }).click()
    await page.getByText('is imported').waitFor()
    await page.getByText('18 tickets created, 0 updated, 0 unchanged, 2 refused').waitFor()
    await ticketRow(danas, 'Pothole').first().waitFor()

    await page.getByRole('button', { name: 'Refused 2' }).click()
    expect(await page.getByRole('region', { name: 'Report by row' }).getByRole('row').count()).toBe(3)
    const [report] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download the report' }).click(),
    ])
    const lines = (await readFile(await report.path(), 'utf8')).trimEnd().split('\r\n')
    expect(lines).toHaveLength(21)
    expect(lines[0]).toBe('\uFEFFline,outcome,externalRef,title,reason')
  },
)

browserTest('what is no such file is said in words, and another can be chosen', async () => {
  const page = await world.signIn(mia, { path: '/admin/import' })
  await page
    .getByLabel('CSV file')
    .setInputFiles({ name: 'x.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2\n') })
  await page.getByRole('alert').filter({ hasText: 'cannot be imported' }).waitFor()
  await page.getByRole('button', { name: 'Choose a file' }).waitFor()
})

browserTest('a list is downloaded as its filters leave it', async () => {
  const page = await world.signIn(mia, { path: '/admin/export' })
  await page.getByLabel('Users: Role').selectOption({ label: 'Dispatcher' })
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download Users' }).click(),
  ])
  expect(file.suggestedFilename()).toMatch(/^signalbox-users-.*\.csv$/)
  const text = await readFile(await file.path(), 'utf8')
  expect(text).toContain(`Dana Kowalski,${dana.session.user.email},dispatcher`)
  expect(text).not.toContain('Mia Novak')
})

browserTest('administration is for managers: a dispatcher is told so and has no way there', async () => {
  const page = await world.signIn(dana, { path: '/admin' })
  await page.getByText('Administration is for managers').waitFor()
  expect(await page.getByRole('link', { name: 'Administration' }).count()).toBe(0)
})

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

async function serious(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)))
  const { violations } = await page.evaluate<axe.AxeResults>(`axe.run('html', { runOnly: ${JSON.stringify(rules)} })`)
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
}

browserTest.each(['dark', 'light'] as const)('axe finds nothing serious in any part, %s', async (theme) => {
  const page = await world.signIn(mia, { theme, path: '/admin/users' })
  await row(page, 'Dana Kowalski').waitFor()
  expect(await serious(page)).toEqual([])
  await page.keyboard.press('n')
  await page.getByRole('dialog', { name: 'New user' }).waitFor()
  expect(await serious(page)).toEqual([])
  await page.keyboard.press('Escape')
  const parts = page.getByRole('navigation', { name: 'Administration' })
  await parts.getByRole('link', { name: 'Technicians' }).click()
  await page.getByRole('button', { name: 'New technician' }).first().waitFor()
  expect(await serious(page)).toEqual([])
  await parts.getByRole('link', { name: 'Import' }).click()
  await page.getByLabel('CSV file').setInputFiles(fixtureFile)
  await page.getByRole('button', { name: /^Import \d/ }).waitFor()
  expect(await serious(page)).toEqual([])
  await page.getByRole('button', { name: /^Import \d/ }).click()
  await page.getByText('is imported').waitFor()
  expect(await serious(page)).toEqual([])
  await parts.getByRole('link', { name: 'Export' }).click()
  await page.getByRole('button', { name: 'Download Tickets' }).waitFor()
  expect(await serious(page)).toEqual([])
  await page.setViewportSize(phoneSize)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phoneSize.width)
})
