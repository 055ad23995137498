import { type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type as T } from 'typebox'
import { ChangeEmail, MailState } from '../contract/mail.ts'
import { personOf, principalOf, requireSession } from './authenticate.ts'
import { type HttpContext } from './HttpContext.ts'

const config = { personOnly: true }
const security = [{ bearer: [] }]
const nothing = { 204: T.Null() }
const params = T.Object({ id: T.String() })

/** Where mail goes, why it did not, and putting that right. */
export function mailRoutes(context: HttpContext): FastifyPluginAsyncTypebox {
  const { mailAddresses } = context
  return async (app) => {
    requireSession(app, context)
    app.get('/session/mail', { config, schema: { response: { 200: MailState }, security } }, (request) =>
      mailAddresses.state(personOf(request)),
    )
    app.put(
      '/users/:id/email',
      { config, schema: { params, body: ChangeEmail, response: nothing, security } },
      async (request, reply) => {
        await mailAddresses.change(principalOf(request), request.params.id, request.body.email)
        return reply.code(204).send(null)
      },
    )
    app.post(
      '/users/:id/retry-mail',
      { config, schema: { params, response: nothing, security } },
      async (request, reply) => {
        await mailAddresses.retry(principalOf(request), request.params.id)
        return reply.code(204).send(null)
      },
    )
  }
}
