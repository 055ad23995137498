import { Type as T, type Static } from 'typebox'

/** 32 random bytes, base64url. */
const Secret = T.String({ pattern: '^[A-Za-z0-9_-]{43}$' })

/** How one may sign in here, beside e-mail address and password: `name` is what the provider is called on the button. */
export const SignInOptions = T.Object(
  { singleSignOn: T.Optional(T.Object({ name: T.String() }, { additionalProperties: false })) },
  { additionalProperties: false },
)
export type SignInOptions = Static<typeof SignInOptions>

/** Where the provider's answer is to lead: back to the console's page, or into the desktop app. */
export const signOnApps = ['browser', 'desktop'] as const

/**
 * `challenge` is the SHA-256 of a secret that stays with who begins (as PKCE, RFC 7636): only they can finish, so nobody can be
 * signed in as somebody else by a link that is sent to them.
 */
export const BeginSingleSignOn = T.Object(
  { challenge: Secret, app: T.Enum([...signOnApps]) },
  { additionalProperties: false },
)
export type BeginSingleSignOn = Static<typeof BeginSingleSignOn>

/** The provider's page, to be opened in a browser. */
export const SingleSignOnAddress = T.Object({ url: T.String() }, { additionalProperties: false })
export type SingleSignOnAddress = Static<typeof SingleSignOnAddress>

/** `grant` came back with the browser and is good once, for a minute. */
export const FinishSingleSignOn = T.Object({ grant: Secret, verifier: Secret }, { additionalProperties: false })
export type FinishSingleSignOn = Static<typeof FinishSingleSignOn>

/** Why nobody was signed in, as `?refused=` of the address that the browser is sent back to. */
export const signOnRefusals = [
  'cancelled',
  'failed',
  'expired',
  'unknown',
  'unverified',
  'inactive',
  'unavailable',
] as const
export type SignOnRefusal = (typeof signOnRefusals)[number]

/** The console's view that takes the answer: `?grant=` or `?refused=`. */
export const signOnPath = '/sign-in'
