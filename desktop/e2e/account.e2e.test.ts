import { beforeAll, expect } from 'vitest'
import { Secret, TOTP } from 'otpauth'
import { testDatabase } from '../../api/db/testing/testDatabase.ts'
import { type ApiClient } from '../../api/testing/ApiClient.ts'
import { OidcTestProvider, oidcClient } from '../../api/testing/OidcTestProvider.ts'
import { startServer } from '../../api/testing/startServer.ts'
import { serious } from './testing/serious.ts'
import { browserTest, password, truth, withConsole } from './testing/withConsole.ts'

const world = withConsole()
let mona: ApiClient

beforeAll(async () => {
  mona = await world.server.admin.newUser('manager', 'Mona Lind')
})

const codeOf = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret.replaceAll(/\s/g, '')) }).generate()

browserTest('one sets up a second factor, and the door asks for its code; recovery codes open it as well', async () => {
  const page = await world.signIn(mona, { path: '/account' })
  await page.getByRole('button', { name: 'Set up' }).click()
  await page.getByLabel('Your password').fill(password)
  await page.getByRole('button', { name: 'Go on' }).click()
  const secret = await page.locator('.key').innerText()
  expect(await serious(page)).toEqual([])
  await page.getByLabel('The six digits it shows now').fill(codeOf(secret))
  await page.keyboard.press('Enter')
  const codes = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')
  await codes.first().waitFor()
  const recoveryCode = (await codes.first().innerText()).trim()

  const other = await world.newPage(await world.newContext())
  await other.getByLabel('E-mail').fill(mona.session.user.email)
  await other.getByLabel('Password', { exact: true }).fill(password)
  await other.getByRole('button', { name: 'Sign in', exact: true }).click()
  const code = other.getByLabel(/^Code of your authenticator app/)
  await code.fill('000000')
  await other.keyboard.press('Enter')
  await other.getByRole('alert').filter({ hasText: 'wrong' }).waitFor()
  await code.fill(recoveryCode)
  await other.keyboard.press('Enter')
  await truth(other, /Live/)
})

browserTest('a manager makes a token, which is shown once, ends it, and finds both in the audit', async () => {
  const luis = await world.server.admin.newUser('manager', 'Luis Vega')
  const page = await world.signIn(luis, { path: '/account' })
  await page.getByText('This device').waitFor()
  await page.getByRole('button', { name: 'New token' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Reports')
  await dialog.getByRole('button', { name: /^Make/ }).click()
  await dialog.getByText(/^sbt_/).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Revoke Reports' }).click()
  await page.getByRole('alertdialog').or(page.getByRole('dialog')).getByRole('button', { name: 'Revoke' }).click()
  await expect.poll(() => page.getByRole('button', { name: 'Revoke Reports' }).count()).toBe(0)

  await page.goto(`${world.server.http}/admin/audit`)
  for (const entry of ['Token made', 'Token revoked', 'Signed in']) await page.getByText(entry).first().waitFor()
  expect(await serious(page)).toEqual([])
})

browserTest('single sign-on leads to the provider and back, signed in', async () => {
  await using provider = await OidcTestProvider.start()
  await using database = await testDatabase()
  await using server = await startServer({
    DATABASE_URL: database.url,
    SIGNALBOX_OIDC_ISSUER: provider.issuer,
    SIGNALBOX_OIDC_CLIENT_ID: oidcClient.id,
    SIGNALBOX_OIDC_CLIENT_SECRET: oidcClient.secret,
    SIGNALBOX_OIDC_NAME: 'Example Login',
  })
  provider.redirectUris.add(`${server.http}/api/v1/session/single-sign-on/answer`)
  const olga = await server.admin.newUser('dispatcher', 'Olga Ivanova')
  // Not one of `world`'s pages: those may ask for nothing from elsewhere.
  const page = await (await world.newContext()).newPage()
  await page.goto(server.http)
  await page.getByRole('button', { name: 'Sign in with Example Login' }).click()
  await page.getByRole('alert').filter({ hasText: 'You did not sign in there' }).waitFor()
  provider.signedIn = { sub: 'olga', email: olga.session.user.email, email_verified: true, name: 'Olga Ivanova' }
  await page.getByRole('button', { name: 'Sign in with Example Login' }).click()
  await truth(page, /Live/)
  await page
    .getByRole('button', { name: /^Account/ })
    .filter({ hasText: /OI|Olga/ })
    .waitFor()
})
