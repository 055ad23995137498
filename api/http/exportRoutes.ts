import { Readable } from 'node:stream'
import { type FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import { auditActions } from '../contract/audit.ts'
import { listFields, type Collection } from '../contract/lists.ts'
import { exportRows } from '../queries/exportRows.ts'
import { principalOf, requireSession } from './authenticate.ts'
import { type HttpContext } from './HttpContext.ts'
import { queryOf } from './readRoutes.ts'

/** Excel takes a file for UTF-8 only where it begins with this. */
const byteOrderMark = '\uFEFF'

/** `GET /exports/<collection>.csv`: a whole list as a file, under the rights of who asks. */
export function exportRoutes(context: HttpContext) {
  const { db } = context.commands
  return async (app: FastifyInstance): Promise<void> => {
    requireSession(app, context)
    for (const collection of Object.keys(listFields) as Collection[]) {
      const schema = {
        security: [{ bearer: [] }],
        description: 'Filters, `q` and `sort` as in the list; `bom=true` for Excel.',
        produces: ['text/csv'],
        response: { 200: T.String() },
      }
      app.get(`/exports/${collection}.csv`, { schema }, async (request, reply) => {
        const query = queryOf(request)
        const bom = query.get('bom') === 'true' ? byteOrderMark : ''
        query.delete('bom')
        const principal = principalOf(request)
        const pieces = await exportRows(db, principal, { collection, query })
        await context.audit({
          action: auditActions.exported,
          principal,
          // A stranger's text: as long as what they may search for, and not more.
          details: { what: collection, filter: query.toString().slice(0, 1_000) },
        })
        const day = db.now().toISOString().slice(0, 10)
        return reply
          .type('text/csv; charset=utf-8; header=present')
          .header('content-disposition', `attachment; filename="signalbox-${collection}-${day}.csv"`)
          .send(Readable.from(withMark(bom, pieces), { objectMode: false }))
      })
    }
  }
}

async function* withMark(mark: string, pieces: AsyncIterable<string>): AsyncGenerator<Buffer> {
  let before = mark
  for await (const piece of pieces) {
    yield Buffer.from(before + piece)
    before = ''
  }
}
