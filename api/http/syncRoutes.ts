import { type FastifyInstance, type FastifyRequest } from 'fastify'
import { Type as T } from 'typebox'
import { Readable } from 'node:stream'
import { Refused } from '../contract/errors.ts'
import { isWallboard, type Principal } from '../contract/principal.ts'
import { isStaff } from '../contract/user.ts'
import { isOnWallboard, wallboardRow } from '../contract/wallboard.ts'
import { readChangesSince } from '../queries/readChangesSince.ts'
import { readWorkingSet, type SyncItem } from '../queries/readWorkingSet.ts'
import { principalOf, requireSession } from './authenticate.ts'
import { type HttpContext } from './HttpContext.ts'
import { queryOf } from './readRoutes.ts'

/** Lines sent in one piece: enough to keep the socket busy, few enough to let others in between. */
const piece = 256

/**
 * `GET /sync`: what a replica needs, as NDJSON with the head in its last line. Read completely before the first byte goes
 * out: a slow phone must not hold a database connection.
 */
export function syncRoutes(context: HttpContext) {
  return async (app: FastifyInstance): Promise<void> => {
    requireSession(app, context)
    app.get(
      '/sync',
      {
        config: { wallboard: true },
        schema: {
          security: [{ bearer: [] }],
          querystring: T.Object({ since: T.Optional(T.String({ description: 'A head that was answered before.' })) }),
          produces: ['application/x-ndjson'],
          response: { 200: T.String({ description: 'One row in each line, the head in the last.' }) },
        },
      },
      async (request, reply) => {
        const { head, lines } = await answerLines(context, principalOf(request), sinceOf(request))
        return reply
          .header('content-type', 'application/x-ndjson')
          .header('signalbox-head', head)
          .send(Readable.from(pieces(lines, head)))
      },
    )
  }
}

async function answerLines(
  context: HttpContext,
  principal: Principal,
  since: number | undefined,
): Promise<{ head: number; lines: readonly string[] }> {
  const { db } = context.commands
  if (isWallboard(principal)) {
    const { head, items } = await (since === undefined
      ? readWorkingSet(db, principal)
      : readChangesSince(db, principal, since))
    return toLines({ head, items: items.flatMap(onWallboard) })
  }
  if (since !== undefined) return toLines(await readChangesSince(db, principal, since))
  return isStaff(principal.role) ? context.staffSnapshot() : toLines(await readWorkingSet(db, principal))
}

function onWallboard(item: SyncItem): object[] {
  const { type } = item
  if (!isOnWallboard(type)) return []
  return 'gone' in item ? [item] : [{ ...item, data: wallboardRow(type, item.data) }]
}

function toLines({ head, items }: { head: number; items: readonly object[] }): { head: number; lines: string[] } {
  return { head, lines: items.map((item) => `${JSON.stringify(item)}\n`) }
}

function* pieces(lines: readonly string[], head: number): Generator<string> {
  for (let at = 0; at < lines.length; at += piece) yield lines.slice(at, at + piece).join('')
  yield `${JSON.stringify({ head })}\n`
}

function sinceOf(request: FastifyRequest): number | undefined {
  const query = queryOf(request)
  const unknown = [...query.keys()].find((name) => name !== 'since')
  if (unknown !== undefined) {
    throw new Refused('invalid_input', `There is no parameter ${JSON.stringify(unknown)}.`, { field: unknown })
  }
  const since = query.get('since')
  if (since === null) return undefined
  if (/^\d{1,15}$/.test(since)) return Number(since)
  throw new Refused('invalid_input', 'since must be a former head.', { field: 'since' })
}
