import { type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type as T } from 'typebox'
import { dropPushSubscription, savePushSubscription } from '../commands/savePushSubscription.ts'
import { PushState, PushSubscription } from '../contract/push.ts'
import { readPushState } from '../queries/readPushState.ts'
import { personOf, requireSession } from './authenticate.ts'
import { type HttpContext } from './HttpContext.ts'

const path = '/session/push'
const config = { personOnly: true }
const security = [{ bearer: [] }]
const nothing = { 204: T.Null() }

/** Whether the device of this session is told by Web Push. It ends with the session. */
export function pushRoutes(context: HttpContext): FastifyPluginAsyncTypebox {
  const { push } = context
  const { db } = context.commands
  return async (app) => {
    requireSession(app, context)
    app.get(path, { config, schema: { response: { 200: PushState }, security } }, (request) =>
      readPushState(db, personOf(request), push.key),
    )
    app.put(
      path,
      { config, schema: { body: PushSubscription, response: nothing, security } },
      async (request, reply) => {
        await savePushSubscription(db, personOf(request), request.body, push)
        return reply.code(204).send(null)
      },
    )
    app.delete(path, { config, schema: { response: nothing, security } }, async (request, reply) => {
      await dropPushSubscription(db, personOf(request))
      return reply.code(204).send(null)
    })
  }
}
