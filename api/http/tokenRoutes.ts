import { type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type as T } from 'typebox'
import { CreateToken, NewToken, Token } from '../contract/token.ts'
import { personOf, requireSession } from './authenticate.ts'
import { type HttpContext } from './HttpContext.ts'

const security = [{ bearer: [] }]
const config = { personOnly: true }

/** Tokens for other programs and wallboards. A token cannot make or revoke tokens. */
export function tokenRoutes(context: HttpContext): FastifyPluginAsyncTypebox {
  const { tokens } = context
  return async (app) => {
    requireSession(app, context)
    const list = T.Object({ items: T.Array(Token) })
    app.get('/tokens', { config, schema: { response: { 200: list }, security } }, (request) =>
      tokens.list(personOf(request)).then((items) => ({ items })),
    )
    app.post(
      '/tokens',
      { config, schema: { body: CreateToken, response: { 201: NewToken }, security } },
      async (request, reply) => {
        const person = personOf(request)
        const owner = { id: person.userId, name: person.name }
        return reply.code(201).send(await tokens.create(person, { ...request.body, owner }))
      },
    )
    app.delete(
      '/tokens/:id',
      { config, schema: { params: T.Object({ id: T.String() }), response: { 204: T.Null() }, security } },
      async (request, reply) => {
        await tokens.revoke(personOf(request), request.params.id)
        return reply.code(204).send(null)
      },
    )
  }
}
