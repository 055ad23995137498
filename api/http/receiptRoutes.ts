import { type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type as T } from 'typebox'
import { noteReceipts } from '../commands/noteReceipts.ts'
import { ReportReceipts } from '../contract/receipt.ts'
import { principalOf, requireSession } from './authenticate.ts'
import { type HttpContext } from './HttpContext.ts'

/** A technician's device says how far their assignments have come to them. */
export function receiptRoutes(context: HttpContext): FastifyPluginAsyncTypebox {
  return async (app) => {
    requireSession(app, context)
    const response = { 200: T.Object({ changed: T.Integer() }) }
    const schema = { body: ReportReceipts, response, security: [{ bearer: [] }] }
    app.post('/receipts', { schema }, (request) =>
      noteReceipts(context.commands.db, principalOf(request), request.body),
    )
  }
}
