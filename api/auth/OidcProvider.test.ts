import { generateKeyPair, type JWTPayload } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LyingProvider, unsigned } from '../testing/LyingProvider.ts'
import { OidcProvider } from './OidcProvider.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
let liar: LyingProvider
let provider: OidcProvider

beforeAll(async () => {
  liar = await LyingProvider.start()
  provider = providerAt(liar.issuer)
})
afterAll(() => liar[Symbol.asyncDispose]())

function providerAt(issuer: string): OidcProvider {
  const redirectUri = () => 'https://console.test/api/v1/session/single-sign-on/answer'
  return new OidcProvider({
    issuer: new URL(issuer),
    clientId: 'signalbox',
    clientSecret: 's',
    redirectUri,
    log: silent,
  })
}

async function answered(
  idToken: (right: JWTPayload) => Promise<string> = (right) => liar.sign(right),
  parameters: Record<string, string> = {},
) {
  liar.idToken = idToken
  const question = await provider.ask()
  liar.nonce = question.nonce
  const answer = { code: 'x', state: question.state, iss: liar.issuer, ...parameters }
  return provider.read(new URLSearchParams(answer), question)
}

const hour = 3600
const now = () => Math.floor(Date.now() / 1000)

test('a question has PKCE with S256, state and nonce, another each time', async () => {
  const questions = await Promise.all([provider.ask(), provider.ask()])
  for (const { url, state, nonce, codeVerifier } of questions) {
    const { searchParams } = new URL(url)
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'signalbox',
      code_challenge_method: 'S256',
      state,
      nonce,
      scope: 'openid email profile',
    })
    expect(url).not.toContain(codeVerifier)
  }
  expect(new Set(questions.flatMap(({ state, nonce, codeVerifier }) => [state, nonce, codeVerifier])).size).toBe(6)
})

test('a right answer says who it is', async () => {
  expect(await answered()).toEqual({
    issuer: liar.issuer,
    subject: 'someone',
    email: 'someone@test.local',
    isEmailVerified: true,
    name: 'Someone',
  })
})

test.each<[what: string, claims: (right: JWTPayload) => JWTPayload]>([
  ['another issuer', (right) => ({ ...right, iss: 'https://elsewhere.test' })],
  ['another audience', (right) => ({ ...right, aud: 'another program' })],
  ['several audiences, made for another', (right) => ({ ...right, aud: ['signalbox', 'another'], azp: 'another' })],
  ['another nonce', (right) => ({ ...right, nonce: 'of an older answer' })],
  ['no nonce', (right) => ({ ...right, nonce: undefined })],
  ['an end that has passed', (right) => ({ ...right, iat: now() - 2 * hour, exp: now() - hour })],
  ['no end', (right) => ({ ...right, exp: undefined })],
  ['no subject', (right) => ({ ...right, sub: undefined })],
])('an ID token with %s is refused', async (_what, claims) => {
  await expect(answered((right) => liar.sign(claims(right)))).rejects.toThrow()
})

test('an ID token that is unsigned, signed by another, or changed after it was signed is refused', async () => {
  const { privateKey } = await generateKeyPair('RS256')
  const changed = async (right: JWTPayload) => {
    const [head, , seal] = (await liar.sign(right)).split('.')
    const claims = Buffer.from(JSON.stringify({ ...right, email: 'admin@test.local' })).toString('base64url')
    return [head, claims, seal].join('.')
  }
  await expect(answered(async (right) => unsigned(right))).rejects.toThrow()
  await expect(answered((right) => liar.sign(right, privateKey))).rejects.toThrow()
  await expect(answered(changed)).rejects.toThrow()
  await expect(answered(async () => 'no token at all')).rejects.toThrow()
})

test.each([
  ['another state', { state: 'of somebody else' }],
  ['another issuer', { iss: 'https://elsewhere.test' }],
  ['an error', { error: 'server_error' }],
])('an answer with %s is refused', async (_what, parameters) => {
  await expect(answered(undefined, parameters)).rejects.toThrow()
})

test('only an address that the provider vouches for counts as verified', async () => {
  for (const email_verified of [false, 'true', undefined, 1]) {
    expect(await answered((right) => liar.sign({ ...right, email_verified }))).toMatchObject({ isEmailVerified: false })
  }
})

test('a provider that is away is passing, and is asked again the next time', async () => {
  const away = await LyingProvider.start()
  const asked = providerAt(away.issuer)
  await away[Symbol.asyncDispose]()
  await expect(asked.ask()).rejects.toMatchObject({ code: 'unavailable' })
  await expect(asked.ask()).rejects.toMatchObject({ code: 'unavailable' })
})
