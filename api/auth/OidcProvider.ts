import * as client from 'openid-client'
import { Refused } from '../contract/errors.ts'
import { type Log } from '../db/Database.ts'

export interface OidcOptions {
  issuer: URL
  clientId: string
  clientSecret: string | undefined
  /** Where the provider sends people back to. */
  redirectUri: () => string
  log: Log
}

/** What is kept of a question until its answer comes. */
export interface Question {
  url: string
  state: string
  nonce: string
  codeVerifier: string
}

/** Who somebody is, as the provider says it. */
export interface Claims {
  issuer: string
  subject: string
  email: string | undefined
  isEmailVerified: boolean
  name: string | undefined
}

/** Seconds that the provider's clock may be off. */
const tolerance = 30

/**
 * An OpenID provider, asked by authorization code with PKCE, state and nonce (OpenID Connect Core, section 3.1; RFC 9700). The library
 * checks issuer, audience, expiry and signature of its answers; nothing of them is believed before.
 */
export class OidcProvider {
  readonly #options: OidcOptions
  #configuration: Promise<client.Configuration> | undefined

  constructor(options: OidcOptions) {
    this.#options = options
  }

  /** @throws {Refused} unavailable, where the provider does not answer. */
  async ask(): Promise<Question> {
    const configuration = await this.#discovered()
    const [state, nonce, codeVerifier] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier()]
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: this.#options.redirectUri(),
      scope: 'openid email profile',
      code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    })
    return { url: url.href, state, nonce, codeVerifier }
  }

  /** @throws {Error} whatever is wrong with the answer. */
  async read(answer: URLSearchParams, question: Omit<Question, 'url'>): Promise<Claims> {
    const configuration = await this.#discovered()
    const url = new URL(this.#options.redirectUri())
    url.search = answer.toString()
    const tokens = await client.authorizationCodeGrant(configuration, url, {
      pkceCodeVerifier: question.codeVerifier,
      expectedState: question.state,
      expectedNonce: question.nonce,
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    if (!claims) throw new Error('the answer has no ID token')
    // Core, section 5.4: with an access token the claims of a scope may come from the userinfo endpoint alone.
    const hasUserInfo = configuration.serverMetadata().userinfo_endpoint !== undefined
    const more =
      claims['email'] === undefined && hasUserInfo
        ? await client.fetchUserInfo(configuration, tokens.access_token, claims.sub)
        : {}
    const { email, email_verified: verified, name }: Record<string, unknown> = { ...claims, ...more }
    return {
      issuer: claims.iss,
      subject: claims.sub,
      email: textOf(email),
      isEmailVerified: verified === true,
      name: textOf(name),
    }
  }

  /** Asked for when somebody needs it, so that a provider that is away keeps no server from starting. */
  async #discovered(): Promise<client.Configuration> {
    this.#configuration ??= this.#discover()
    try {
      return await this.#configuration
    } catch (error) {
      this.#configuration = undefined
      this.#options.log.warn({ error: String(error) }, 'the provider of single sign-on could not be asked')
      throw new Refused('unavailable', 'The provider of single sign-on does not answer. Try again later.')
    }
  }

  async #discover(): Promise<client.Configuration> {
    const { issuer, clientId, clientSecret } = this.#options
    const isPlain = issuer.protocol === 'http:'
    return client.discovery(
      issuer,
      clientId,
      { [client.clockTolerance]: tolerance },
      clientSecret === undefined ? client.None() : clientAuthentication(clientSecret),
      {
        timeout: 10,
        // Plain http is let through by the configuration on this machine only.
        execute: [client.enableNonRepudiationChecks, ...(isPlain ? [client.allowInsecureRequests] : [])],
      },
    )
  }
}

/** client_secret_basic is the default (OpenID Connect Discovery, section 3); some providers take the secret in the body only. */
function clientAuthentication(secret: string): client.ClientAuth {
  const [basic, post] = [client.ClientSecretBasic(secret), client.ClientSecretPost(secret)]
  return (server, metadata, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    const way = methods.includes('client_secret_basic') || !methods.includes('client_secret_post') ? basic : post
    return way(server, metadata, body, headers)
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}
