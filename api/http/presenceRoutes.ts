import { type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type as T } from 'typebox'
import { ReportPresence } from '../contract/presence.ts'
import { principalOf, requireSession } from './authenticate.ts'
import { type HttpContext } from './HttpContext.ts'

/** A console says which tickets its windows have open. */
export function presenceRoutes(context: HttpContext): FastifyPluginAsyncTypebox {
  return async (app) => {
    requireSession(app, context)
    app.put(
      '/presence',
      { schema: { body: ReportPresence, response: { 204: T.Null() }, security: [{ bearer: [] }] } },
      async (request, reply) => {
        context.presence.report(principalOf(request), request.body)
        return reply.code(204).send(null)
      },
    )
  }
}
