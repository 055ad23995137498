import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWK, type JWTPayload } from 'jose'

type Keys = Awaited<ReturnType<typeof generateKeyPair>>

/** A provider whose ID tokens are whatever a test makes of them. */
export class LyingProvider implements AsyncDisposable {
  readonly issuer: string
  /** What the ID token is to be, of the claims that would be right. */
  idToken: (right: JWTPayload) => Promise<string> = (right) => this.sign(right)
  /** Claims that the next ID token holds, set by who has asked. */
  nonce = ''
  readonly #server: Server
  readonly #keys: Keys
  readonly #jwk: JWK

  private constructor(server: Server, keys: Keys, jwk: JWK) {
    this.#server = server
    this.#keys = keys
    this.#jwk = jwk
    this.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    server.on('request', (request, response) => void this.#answer(request, response))
  }

  static async start(): Promise<LyingProvider> {
    const keys = await generateKeyPair('RS256', { extractable: true })
    const jwk = { ...(await exportJWK(keys.publicKey)), alg: 'RS256', use: 'sig', kid: 'one' }
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new LyingProvider(server, keys, jwk)
  }

  sign(claims: JWTPayload, key = this.#keys.privateKey): Promise<string> {
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(key)
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await this.#bodyOf(request.url ?? '')
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
  }

  async #bodyOf(path: string): Promise<object> {
    const { issuer } = this
    if (path === '/jwks') return { keys: [this.#jwk] }
    if (path === '/token')
      return { access_token: 'x', token_type: 'bearer', id_token: await this.idToken(this.#right()) }
    return {
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      authorization_response_iss_parameter_supported: true,
    }
  }

  #right(): JWTPayload {
    const iat = Math.floor(Date.now() / 1000)
    const person = { sub: 'someone', email: 'someone@test.local', email_verified: true, name: 'Someone' }
    return { iss: this.issuer, aud: 'signalbox', iat, exp: iat + 300, nonce: this.nonce, ...person }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}

export function unsigned(claims: JWTPayload): string {
  return new UnsecuredJWT(claims).encode()
}
