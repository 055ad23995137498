import { type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { saveAlarmPolicy } from '../commands/saveAlarmPolicy.ts'
import { saveSlaPolicy } from '../commands/saveSlaPolicy.ts'
import { AlarmPolicy } from '../contract/alarm.ts'
import { SlaPolicy } from '../contract/sla.ts'
import { readAlarmPolicy } from '../queries/readAlarmPolicy.ts'
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
    app.get('/settings/alarm', { schema: { response: { 200: AlarmPolicy }, security } }, (request) =>
      readAlarmPolicy(db, principalOf(request)),
    )
    app.put('/settings/alarm', { schema: { body: AlarmPolicy, response: { 200: AlarmPolicy }, security } }, (request) =>
      saveAlarmPolicy(db, principalOf(request), request.body),
    )
  }
}
