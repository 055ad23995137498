import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { Type as T } from 'typebox'
import { Assignment } from '../contract/assignment.ts'
import { listFields, ticketCollections, type Collection } from '../contract/lists.ts'
import { collectionTypes, listRows } from '../queries/listRows.ts'
import { readRow } from '../queries/readRow.ts'
import { type Row } from '../queries/readRows.ts'
import { principalOf, requireSession } from './authenticate.ts'
import { type HttpContext } from './HttpContext.ts'
import { rowSchemas } from './rowSchemas.ts'

/** A list and a detail for each collection; what hangs on a ticket is found below it. */
export function readRoutes(context: HttpContext) {
  const { db } = context.commands
  return async (app: FastifyInstance): Promise<void> => {
    requireSession(app, context)
    for (const collection of Object.keys(listFields) as Collection[]) {
      const type = collectionTypes[collection]
      const schema = rowSchemas[collection]
      const hangs = (ticketCollections as readonly Collection[]).includes(collection)
      const path = hangs ? `/tickets/:parent/${collection}` : `/${collection}`
      const page = T.Object({ items: T.Array(schema), nextCursor: T.Optional(T.String()) })
      app.get(path, { schema: { response: { 200: page }, security: [{ bearer: [] }] } }, (request) => {
        const { parent } = request.params as { parent?: string }
        return listRows(db, principalOf(request), { collection, query: queryOf(request), ...ticketOf(parent) })
      })
      app.get(
        `${path}/:id`,
        { schema: { response: { 200: schema }, security: [{ bearer: [] }] } },
        async (request, reply) => {
          const { parent, id } = request.params as { parent?: string; id: string }
          return answerRow(request, reply, await readRow(db, principalOf(request), { type, id, ...ticketOf(parent) }))
        },
      )
    }
    // Commands name an assignment without its ticket, so it is also found without.
    app.get(
      '/assignments/:id',
      { schema: { response: { 200: Assignment }, security: [{ bearer: [] }] } },
      async (request, reply) => {
        const { id } = request.params as { id: string }
        return answerRow(request, reply, await readRow(db, principalOf(request), { type: 'assignment', id }))
      },
    )
  }
}

function ticketOf(parent: string | undefined): { ticketId?: string } {
  return parent === undefined ? {} : { ticketId: parent }
}

/** As written: repeated parameters are kept apart, which an object cannot do. */
export function queryOf(request: FastifyRequest): URLSearchParams {
  const at = request.url.indexOf('?')
  return new URLSearchParams(at === -1 ? '' : request.url.slice(at + 1))
}

function answerRow(request: FastifyRequest, reply: FastifyReply, row: Row): FastifyReply {
  const etag = `"${row.version}"`
  reply.header('etag', etag)
  if (request.headers['if-none-match'] === etag) return reply.code(304).send()
  return reply.send(row)
}
