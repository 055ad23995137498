import { type FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import { HistoryItem } from '../contract/change.ts'
import { readHistory } from '../queries/readHistory.ts'
import { principalOf, requireSession } from './authenticate.ts'
import { type HttpContext } from './HttpContext.ts'
import { queryOf } from './readRoutes.ts'

/** `GET /changes`: who changed what, when, and what it was before. */
export function historyRoutes(context: HttpContext) {
  const page = T.Object({ items: T.Array(HistoryItem), nextCursor: T.Optional(T.String()) })
  return async (app: FastifyInstance): Promise<void> => {
    requireSession(app, context)
    app.get('/changes', { schema: { response: { 200: page }, security: [{ bearer: [] }] } }, (request) =>
      readHistory(context.commands.db, principalOf(request), queryOf(request)),
    )
  }
}
