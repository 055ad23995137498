import { type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { saveSlaPolicy } from '../commands/saveSlaPolicy.ts'
import { SlaPolicy } from '../contract/sla.ts'
import { readSlaPolicy } from '../queries/readSlaPolicy.ts'
import { principalOf, requireSession } from './authenticate.ts'
import { type HttpContext } from './HttpContext.ts'

const security = [{ bearer: [] }]

/** What holds for everybody: read by the staff, set by managers. */
export function settingRoutes(context: HttpContext): FastifyPluginAsyncTypebox {
  const { db } = context.commands
  return async (app) => {
    requireSession(app, context)
    app.get('/settings/sla', { schema: { response: { 200: SlaPolicy }, security } }, (request) =>
      readSlaPolicy(db, principalOf(request)),
    )
    app.put('/settings/sla', { schema: { body: SlaPolicy, response: { 200: SlaPolicy }, security } }, (request) =>
      saveSlaPolicy(db, principalOf(request), request.body),
    )
  }
}
