import { type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type as T } from 'typebox'
import { deleteView, saveView } from '../commands/saveView.ts'
import { Id } from '../contract/ids.ts'
import { SavedView, SavedViews, SaveView } from '../contract/savedView.ts'
import { readSavedViews } from '../queries/readSavedViews.ts'
import { personOf, requireSession } from './authenticate.ts'
import { type HttpContext } from './HttpContext.ts'

const security = [{ bearer: [] }]
const config = { personOnly: true }
const params = T.Object({ id: Id })

/** Views of lists that people made, which follow them from device to device. */
export function viewRoutes(context: HttpContext): FastifyPluginAsyncTypebox {
  const { db } = context.commands
  return async (app) => {
    requireSession(app, context)
    app.get('/views', { config, schema: { response: { 200: SavedViews }, security } }, (request) =>
      readSavedViews(db, personOf(request)),
    )
    app.put(
      '/views/:id',
      { config, schema: { params, body: SaveView, response: { 200: SavedView }, security } },
      (request) => saveView(db, personOf(request), request.params.id, request.body),
    )
    app.delete(
      '/views/:id',
      { config, schema: { params, response: { 204: T.Null() }, security } },
      async (request, reply) => {
        await deleteView(db, personOf(request), request.params.id)
        return reply.code(204).send(null)
      },
    )
  }
}
