import { type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type as T } from 'typebox'
import { RefreshSession, Session, SignIn } from '../contract/session.ts'
import { principalOf, requireSession } from './authenticate.ts'
import { type HttpContext } from './HttpContext.ts'

export function sessionRoutes(context: HttpContext): FastifyPluginAsyncTypebox {
  const { sessions } = context
  return async (app) => {
    app.post('/session', { schema: { body: SignIn, response: { 200: Session } } }, (request) =>
      sessions.signIn(request.body, { address: request.ip, agent: request.headers['user-agent'] }),
    )
    app.post('/session/refresh', { schema: { body: RefreshSession, response: { 200: Session } } }, (request) =>
      sessions.refresh(request.body.refreshToken),
    )
    await app.register(async (signedIn) => {
      requireSession(signedIn, context)
      signedIn.delete('/session', { schema: { response: { 204: T.Null() } } }, async (request, reply) => {
        await sessions.signOut(principalOf(request).sessionId)
        return reply.code(204).send()
      })
    })
  }
}
