import { isIP } from 'node:net'
import { Refused } from '../contract/errors.ts'

/**
 * A push service's address comes from a client, and this server will post to it: so it is https at its usual port and a
 * name. Where that name leads is looked at with each message (api/jobs/publicLookup.ts).
 * @param sandbox the origin of a push service on this machine, for tests
 * @throws {Refused} invalid_input
 */
export function checkPushEndpoint(endpoint: string, sandbox: string | undefined): void {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  if (url && sandbox !== undefined && url.origin === sandbox) return
  const host = url?.hostname.replace(/^\[|\]$/g, '') ?? ''
  const isName = isIP(host) === 0 && /^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*$/.test(host)
  if (url?.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '' && isName) return
  throw new Refused('invalid_input', 'endpoint: it must be the https address of a push service.', { field: 'endpoint' })
}
