import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { Type as T } from 'typebox'
import { listFields, type Collection } from '../contract/lists.ts'
import { Site } from '../contract/site.ts'
import { Technician } from '../contract/technician.ts'
import { Ticket } from '../contract/ticket.ts'
import { UserName } from '../contract/user.ts'
import { listRows } from '../queries/listRows.ts'
import { readRow } from '../queries/readRow.ts'
import { type ReadableType, type Row } from '../queries/readRows.ts'
import { principalOf, requireSession } from './authenticate.ts'
import { type HttpContext } from './HttpContext.ts'

const collections: Record<Collection, { type: ReadableType; schema: T.TSchema }> = {
  tickets: { type: 'ticket', schema: Ticket },
  sites: { type: 'site', schema: Site },
  technicians: { type: 'technician', schema: Technician },
  // What one sees of a user depends on who one is; all of it has at least this.
  users: { type: 'user', schema: T.Object({ ...UserName.properties }, { additionalProperties: true }) },
}

/** A list and a detail for each collection. */
export function readRoutes(context: HttpContext) {
  const { db } = context.commands
  return async (app: FastifyInstance): Promise<void> => {
    requireSession(app, context)
    for (const name of Object.keys(listFields) as Collection[]) {
      const { type, schema } = collections[name]
      const page = T.Object({ items: T.Array(schema), nextCursor: T.Optional(T.String()) })
      app.get(`/${name}`, { schema: { response: { 200: page }, security: [{ bearer: [] }] } }, (request) =>
        listRows(db, principalOf(request), name, queryOf(request)),
      )
      app.get(
        `/${name}/:id`,
        { schema: { response: { 200: schema }, security: [{ bearer: [] }] } },
        async (request, reply) => {
          const { id } = request.params as { id: string }
          return answerRow(request, reply, await readRow(db, principalOf(request), type, id))
        },
      )
    }
  }
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
