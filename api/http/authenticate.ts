import { type FastifyInstance, type FastifyRequest } from 'fastify'
import { Refused } from '../contract/errors.ts'
import { type Principal } from '../contract/principal.ts'
import { type HttpContext } from './HttpContext.ts'

export type SignedIn = Principal & { sessionId: string }

declare module 'fastify' {
  interface FastifyRequest {
    principal: SignedIn | undefined
  }
}

/** Every route of this scope wants a session: the token is looked up again with each request, so what was revoked ends at once. */
export function requireSession(app: FastifyInstance, { sessions }: HttpContext): void {
  app.addHook('onRequest', async (request) => {
    const token = /^Bearer ([\w.-]+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (token === undefined)
      throw new Refused('unauthenticated', 'Sign in first: Authorization: Bearer <access token>.')
    request.principal = await sessions.authenticate(token)
    if (!request.principal) throw new Refused('unauthenticated', 'This access token is no longer valid.')
  })
}

/** Who asks; the hook above has run. */
export function principalOf(request: FastifyRequest): SignedIn {
  if (!request.principal) throw new Refused('unauthenticated', 'Sign in first.')
  return request.principal
}
