import { type FastifyInstance, type FastifyRequest } from 'fastify'
import { Type as T } from 'typebox'
import { Refused } from '../contract/errors.ts'
import { isLoopback } from '../contract/loopback.ts'
import { isManager } from '../contract/user.ts'
import { type HttpContext } from './HttpContext.ts'

/** A relay that has not looked at the log for this long is stuck or has lost the database. */
const tooFarBehind = 5_000

const Live = T.Object({ status: T.Literal('live') })
const Ready = T.Object({
  status: T.Enum(['ready', 'unavailable']),
  database: T.Boolean(),
  broker: T.Boolean(),
  /** In milliseconds. */
  relayLag: T.Number(),
  /** Where several nodes are one. A node whose Redis is away goes on by itself, so that makes it no less ready. */
  cluster: T.Optional(T.Object({ redis: T.Boolean(), nodes: T.Integer(), leads: T.Boolean() })),
})

/** For load balancers and Prometheus. */
export function healthRoutes({ health, metrics, authenticate }: HttpContext) {
  return async (app: FastifyInstance): Promise<void> => {
    app.get('/health/live', { schema: { response: { 200: Live } } }, async () => ({ status: 'live' }))
    app.get('/health/ready', { schema: { response: { 200: Ready, 503: Ready } } }, async (_request, reply) => {
      const { database, broker, relayLag, cluster } = await health()
      const ready = database && broker && relayLag < tooFarBehind
      const status = ready ? 'ready' : 'unavailable'
      return reply.code(ready ? 200 : 503).send({ status, database, broker, relayLag, ...(cluster && { cluster }) })
    })
    app.get(
      '/metrics',
      { schema: { produces: ['text/plain'], response: { 200: T.String() } } },
      async (request, reply) => {
        if (!isLoopback(request.ip)) await requireManagerToken(request, authenticate)
        return reply.type('text/plain; version=0.0.4; charset=utf-8').send(await metrics())
      },
    )
  }
}

async function requireManagerToken(request: FastifyRequest, authenticate: HttpContext['authenticate']): Promise<void> {
  const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  const principal = token === undefined ? undefined : await authenticate(token)
  if (!principal)
    throw new Refused('unauthenticated', 'From another machine the figures need the access token of a manager.')
  if (!isManager(principal.role) || principal.scopes?.includes('read') === false)
    throw new Refused('forbidden', 'Only managers may see the figures.')
}
