import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Session } from '../contract/session.ts'
import { testDatabase, type TestDatabase } from '../db/testing/testDatabase.ts'
import { type ApiClient } from '../testing/ApiClient.ts'
import { oidcClient, OidcTestProvider, type ProviderAccount } from '../testing/OidcTestProvider.ts'
import { startServer, type TestServer } from '../testing/startServer.ts'

let provider: OidcTestProvider
let database: TestDatabase
let server: TestServer
const redirectUri = (to: TestServer) => `${to.http}/api/v1/session/single-sign-on/answer`

beforeAll(async () => {
  provider = await OidcTestProvider.start()
  database = await testDatabase()
  server = await start(database)
})
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await database?.[Symbol.asyncDispose]()
  await provider?.[Symbol.asyncDispose]()
})

async function start(at: TestDatabase, env: Record<string, string> = {}): Promise<TestServer> {
  const started = await startServer({
    DATABASE_URL: at.url,
    SIGNALBOX_OIDC_ISSUER: provider.issuer,
    SIGNALBOX_OIDC_CLIENT_ID: oidcClient.id,
    SIGNALBOX_OIDC_CLIENT_SECRET: oidcClient.secret,
    SIGNALBOX_OIDC_NAME: 'Example Login',
    ...env,
  })
  provider.redirectUris.add(redirectUri(started))
  return started
}

const personOf = (email: string, more: Partial<ProviderAccount> = {}): ProviderAccount => ({
  sub: randomBytes(8).toString('hex'),
  email,
  email_verified: true,
  name: 'Olga Ivanova',
  ...more,
})

const emailOf = (client: ApiClient) => client.session.user.email

async function post<T>(at: TestServer, path: string, body: object): Promise<{ status: number; body: T }> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${at.http}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  return { status: answer.status, body: (await answer.json()) as T }
}

async function begin(at = server, app = 'browser'): Promise<{ url: string; verifier: string }> {
  const verifier = randomBytes(32).toString('base64url')
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const { status, body } = await post<{ url: string }>(at, '/session/single-sign-on', { challenge, app })
  expect(status).toBe(200)
  return { url: body.url, verifier }
}

/** Follows redirects as a browser with cookies does, until it would leave the provider. */
async function throughProvider(url: string): Promise<string> {
  const cookies = new Map<string, string>()
  for (let at = url; ;) {
    if (!at.startsWith(provider.issuer)) return at
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(at, { redirect: 'manual', headers: { cookie } })
    for (const set of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = set.split(';')[0]?.split('=') ?? []
      cookies.set(name, value)
    }
    const to = answer.headers.get('location')
    if (to === null) throw new Error(`${answer.status} ${await answer.text()}`)
    at = new URL(to, at).href
  }
}

/** Where the console is led to, with its query. */
async function answered(url: string): Promise<URL> {
  const answer = await fetch(url, { redirect: 'manual' })
  expect(answer.status, await answer.text()).toBe(302)
  const to = new URL(answer.headers.get('location') ?? '', server.http)
  expect(to.pathname).toBe('/sign-in')
  return to
}

async function refusedFor(person: ProviderAccount | undefined, at = server): Promise<string | null> {
  provider.signedIn = person
  const { url } = await begin(at)
  return (await answered(await throughProvider(url))).searchParams.get('refused')
}

async function signIn(person: ProviderAccount, at = server): Promise<{ status: number; body: Session }> {
  provider.signedIn = person
  const { url, verifier } = await begin(at)
  const { searchParams } = await answered(await throughProvider(url))
  expect(searchParams.get('refused')).toBeNull()
  return post<Session>(at, '/session/single-sign-on/finish', { grant: searchParams.get('grant'), verifier })
}

test('who has a user signs in through the provider, and the session is like any other', async () => {
  const tim = await server.admin.newUser('technician', 'Tim')
  const options = await fetch(`${server.http}/api/v1/session/options`)
  expect(await options.json()).toEqual({ singleSignOn: { name: 'Example Login' } })
  const { status, body } = await signIn(personOf(emailOf(tim).toUpperCase()))
  expect(status).toBe(200)
  expect(body.user).toEqual(tim.session.user)
  expect(body).toMatchObject({ expiresIn: 900 })
  const { status: refreshed } = await post(server, '/session/refresh', { refreshToken: body.refreshToken })
  expect(refreshed).toBe(200)
  const sessions = await tim.get('/sessions')
  expect(sessions.body['items']).toHaveLength(2)
  const audit = await server.admin.get(`/audit?action=session.created&byId=${tim.userId}&limit=1`)
  expect(audit.body['items']?.[0]?.['details']).toMatchObject({ by: 'single sign-on' })
})

test('a person is known by the provider’s subject: the address may change there, and a reused address is somebody else', async () => {
  const dana = await server.admin.newUser('dispatcher', 'Dana')
  const person = personOf(emailOf(dana))
  expect((await signIn(person)).body.user.id).toBe(dana.userId)
  expect((await signIn({ ...person, email: 'renamed@test.local' })).body.user.id).toBe(dana.userId)
  expect(await refusedFor(personOf(emailOf(dana)))).toBe('unknown')
})

test('who has no user is refused, and so is an address that the provider does not vouch for', async () => {
  const luis = await server.admin.newUser('dispatcher', 'Luis')
  expect(await refusedFor(personOf('stranger@test.local'))).toBe('unknown')
  expect(await refusedFor(personOf(emailOf(luis), { email_verified: false }))).toBe('unverified')
  expect(await refusedFor(undefined)).toBe('cancelled')
  const audit = await server.admin.get('/audit?action=session.refused&limit=5')
  expect(JSON.stringify(audit.body)).toContain('stranger@test.local')
})

test('who was deactivated stays out, also between the provider’s answer and its end', async () => {
  const olga = await server.admin.newUser('dispatcher', 'Olga')
  const person = personOf(emailOf(olga))
  await signIn(person)
  provider.signedIn = person
  const late = await begin()
  const { searchParams } = await answered(await throughProvider(late.url))
  expect((await server.admin.patch(`/users/${olga.userId}`, { active: false })).status).toBe(200)
  const grant = searchParams.get('grant')
  expect((await post(server, '/session/single-sign-on/finish', { grant, verifier: late.verifier })).status).toBe(401)
  expect(await refusedFor(person)).toBe('inactive')
})

test('a grant is good once, and only for who began: a link that somebody sends signs nobody in', async () => {
  const pia = await server.admin.newUser('dispatcher', 'Pia')
  provider.signedIn = personOf(emailOf(pia))
  const mine = await begin()
  const grantOf = async (url: string) => (await answered(await throughProvider(url))).searchParams.get('grant')
  const grant = await grantOf(mine.url)
  const { verifier: others } = await begin()
  const finish = (verifier: string) => post(server, '/session/single-sign-on/finish', { grant, verifier })
  expect((await finish(others)).status).toBe(401)
  // The try has used it up, also for who began.
  expect((await finish(mine.verifier)).status).toBe(401)
  const again = await begin()
  const second = { grant: await grantOf(again.url), verifier: again.verifier }
  const both = await Promise.all([1, 2].map(() => post(server, '/session/single-sign-on/finish', second)))
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401])
})

test('an answer is taken once, and not with a state that nobody asked with', async () => {
  const sam = await server.admin.newUser('dispatcher', 'Sam')
  provider.signedIn = personOf(emailOf(sam))
  const url = await throughProvider((await begin()).url)
  const wrong = new URL(url)
  wrong.searchParams.set('state', 'of-somebody-else')
  expect((await answered(wrong.href)).searchParams.get('refused')).toBe('expired')
  wrong.searchParams.delete('state')
  expect((await answered(wrong.href)).searchParams.get('refused')).toBe('expired')
  expect((await answered(url)).searchParams.get('grant')).toMatch(/^[\w-]{43}$/)
  expect((await answered(url)).searchParams.get('refused')).toBe('expired')
})

test('the desktop app is opened by a link', async () => {
  const kim = await server.admin.newUser('dispatcher', 'Kim')
  provider.signedIn = personOf(emailOf(kim))
  const answer = await fetch(await throughProvider((await begin(server, 'desktop')).url))
  expect(answer.headers.get('content-type')).toContain('text/html')
  expect(await answer.text()).toMatch(/content="0;url=signalbox:\/\/sign-in\?grant=[\w-]{43}"/)
})

test('where it is configured so, who has no user is given one, with the rights of that role', async () => {
  await using empty = await testDatabase()
  await using other = await start(empty, { SIGNALBOX_OIDC_NEW_USERS: 'technician' })
  const person = personOf('new@test.local', { name: 'Nina New' })
  const { body } = await signIn(person, other)
  expect(body.user).toMatchObject({ email: 'new@test.local', name: 'Nina New', role: 'technician' })
  expect(body.user.technicianId).toBeDefined()
  expect((await signIn(person, other)).body.user.id).toBe(body.user.id)
  expect(await refusedFor(personOf('unverified@test.local', { email_verified: false }), other)).toBe('unverified')
})

test('without a provider there is no such way in', async () => {
  await using empty = await testDatabase()
  await using plain = await startServer({ DATABASE_URL: empty.url })
  expect(await (await fetch(`${plain.http}/api/v1/session/options`)).json()).toEqual({})
  const challenge = 'A'.repeat(43)
  expect((await post(plain, '/session/single-sign-on', { challenge, app: 'browser' })).status).toBe(404)
})
