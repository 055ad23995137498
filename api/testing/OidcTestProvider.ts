import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import { Provider } from 'oidc-provider'

/** A person at the provider. */
export interface ProviderAccount {
  sub: string
  email: string
  email_verified: boolean
  name: string
}

export const oidcClient = { id: 'signalbox', secret: 'a secret between the provider and Signalbox' }

/** A certified OpenID provider on this machine, at which whoever is `signedIn` is signed in without being asked. */
export class OidcTestProvider implements AsyncDisposable {
  readonly issuer: string
  /** Undefined: they say no. */
  signedIn: ProviderAccount | undefined
  /** Where people may be sent back to. */
  readonly redirectUris = new Set<string>()
  readonly #server: Server

  private constructor(server: Server, issuer: string) {
    this.#server = server
    this.issuer = issuer
  }

  static async start(): Promise<OidcTestProvider> {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const own = new OidcTestProvider(server, `http://127.0.0.1:${port}`)
    const provider = await own.#provider()
    const callback = provider.callback()
    server.on('request', (request, response) => {
      if (request.url?.startsWith('/interaction/')) void own.#interact(provider, request, response)
      else void callback(request, response)
    })
    return own
  }

  async #provider(): Promise<Provider> {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true })
    const key = { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig' }
    const provider = new Provider(this.issuer, {
      clients: [
        { client_id: oidcClient.id, client_secret: oidcClient.secret, redirect_uris: ['https://placeholder.test/'] },
      ],
      jwks: { keys: [key] },
      cookies: { keys: ['of a test'] },
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      features: { devInteractions: { enabled: false } },
      ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
      pkce: { required: () => true },
      interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
      findAccount: (_ctx, sub) => ({ accountId: sub, claims: async () => ({ ...this.signedIn, sub }) }),
      loadExistingGrant: async (ctx) => {
        const { client, session } = ctx.oidc
        const grant = new provider.Grant({ clientId: client?.clientId ?? '', accountId: session?.accountId ?? '' })
        grant.addOIDCScope('openid email profile')
        await grant.save()
        return grant
      },
    })
    provider.Client.prototype.redirectUriAllowed = (uri: string) => this.redirectUris.has(uri)
    return provider
  }

  async #interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const result = this.signedIn
      ? { login: { accountId: this.signedIn.sub } }
      : { error: 'access_denied', error_description: 'They said no.' }
    await provider.interactionFinished(request, response, result)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}
