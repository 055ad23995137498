import { type Role } from './contract/user.ts'

/** An OpenID provider through which people sign in (docs/decisions/0050). */
export interface SingleSignOnConfig {
  issuer: URL
  clientId: string
  /** Undefined for a client that the provider knows as public. */
  clientSecret: string | undefined
  /** What the button says: "Sign in with ...". */
  name: string
  /** The role that somebody without a user is given; undefined where they are refused. */
  newUserRole: Extract<Role, 'dispatcher' | 'technician'> | undefined
}

const names = {
  issuer: 'SIGNALBOX_OIDC_ISSUER',
  clientId: 'SIGNALBOX_OIDC_CLIENT_ID',
  clientSecret: 'SIGNALBOX_OIDC_CLIENT_SECRET',
  name: 'SIGNALBOX_OIDC_NAME',
  newUsers: 'SIGNALBOX_OIDC_NEW_USERS',
} as const

type Environment = Readonly<Record<string, string | undefined>>

/** Whatever is wrong is added to `problems`, a sentence each. */
export function readSingleSignOn(env: Environment, problems: string[]): SingleSignOnConfig | undefined {
  const given = (name: keyof typeof names) => env[names[name]]?.trim() || undefined
  const [issuer, clientId] = [given('issuer'), given('clientId')]
  if (issuer === undefined && clientId === undefined) {
    const alone = (['clientSecret', 'name', 'newUsers'] as const).find((name) => given(name) !== undefined)
    if (alone) problems.push(`${names[alone]}: it needs ${names.issuer} and ${names.clientId} beside it.`)
    return undefined
  }
  if (issuer === undefined || clientId === undefined) {
    problems.push(`${names.issuer} and ${names.clientId} belong together: set both or neither.`)
    return undefined
  }
  const address = issuerOf(issuer)
  if (!address) {
    problems.push(
      `${names.issuer}=${JSON.stringify(issuer)}: it must be the provider's https address (http on this machine only), such as https://login.example.org.`,
    )
  }
  const newUsers = given('newUsers') ?? 'refused'
  const newUserRole = (['dispatcher', 'technician'] as const).find((role) => role === newUsers)
  if (newUserRole === undefined && newUsers !== 'refused') {
    problems.push(`${names.newUsers}=${JSON.stringify(newUsers)}: it must be refused, dispatcher or technician.`)
  }
  if (!address) return undefined
  return {
    issuer: address,
    clientId,
    clientSecret: given('clientSecret'),
    name: given('name') ?? address.hostname,
    newUserRole,
  }
}

function issuerOf(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || url.username !== '' || url.search !== '' || url.hash !== '') return undefined
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  return url.protocol === 'https:' || (url.protocol === 'http:' && isHere) ? url : undefined
}
