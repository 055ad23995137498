import { type FastifyInstance, type FastifyRequest } from 'fastify'
import { TLSSocket } from 'node:tls'
import { Refused } from '../contract/errors.ts'
import { isWallboard, type Principal } from '../contract/principal.ts'
import { type HttpContext, type Person } from './HttpContext.ts'

export type SignedIn = Principal & { sessionId: string }

declare module 'fastify' {
  interface FastifyRequest {
    principal: SignedIn | undefined
  }
  interface FastifyContextConfig {
    /** What a wallboard may ask for; everything else is refused to it. */
    wallboard?: boolean
    /** What only somebody at a session of their own may do, never a token. */
    personOnly?: boolean
  }
}

/** Every route of this scope wants a session: the token is looked up again with each request, so what was revoked ends at once. */
export function requireSession(app: FastifyInstance, { authenticate, openRequests }: HttpContext): void {
  app.addHook('onRequest', async (request, reply) => {
    const token = /^Bearer ([\w.-]+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (token === undefined)
      throw new Refused('unauthenticated', 'Sign in first: Authorization: Bearer <access token>.')
    const principal = await authenticate(token)
    if (!principal) throw new Refused('unauthenticated', 'This access token is no longer valid.')
    request.principal = { ...principal, address: request.ip }
    const end = openRequests.begin(principal, () => breakOff(request))
    // Whoever went away while they were looked up closes nothing any more.
    if (reply.raw.closed) end()
    else reply.raw.once('close', end)
    // A console that learns of another role than it knows renews its session (desktop/sync/SPEC.md, S35).
    reply.header('signalbox-role', principal.role)
    checkScope(principal, request)
  })
}

/** What was sent of the answer must not look whole, and what waits to be sent is not: a reset says both where it can be had. */
function breakOff({ raw: { socket } }: FastifyRequest): void {
  if (socket instanceof TLSSocket) socket.destroy()
  else socket.resetAndDestroy()
}

/** What a token may not do is refused here, before the route: a route that nobody thought of is closed to it. */
function checkScope(principal: SignedIn, request: FastifyRequest): void {
  const { scopes } = principal
  if (scopes === undefined) return
  const { wallboard = false, personOnly = false } = request.routeOptions.config
  if (isWallboard(principal)) {
    if (wallboard) return
    throw new Refused('forbidden', 'A wallboard may see /sync and its feed, and nothing else.')
  }
  if (personOnly) throw new Refused('forbidden', 'A token may not do this: sign in yourself.')
  const needed = request.method === 'GET' || request.method === 'HEAD' ? 'read' : 'write'
  if (!scopes.includes(needed)) throw new Refused('forbidden', `This token has no scope "${needed}".`)
}

/** Who asks; the hook above has run. */
export function principalOf(request: FastifyRequest): SignedIn {
  if (!request.principal) throw new Refused('unauthenticated', 'Sign in first.')
  return request.principal
}

/** Who asks, on a route that is `personOnly`. */
export function personOf(request: FastifyRequest): Person {
  const principal = principalOf(request)
  const { userId } = principal
  if (userId === null || principal.scopes) throw new Refused('forbidden', 'Sign in yourself.')
  return { ...principal, userId }
}
