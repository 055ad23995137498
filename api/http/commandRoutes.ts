import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { runCommand, type CommandContext, type Outcome } from '../commands/runCommand.ts'
import { type Written } from '../commands/Written.ts'
import { commands, type CommandInput, type CommandName } from '../contract/commands.ts'
import { type ErrorBody, Refused } from '../contract/errors.ts'
import { type Principal } from '../contract/principal.ts'
import { readRow } from '../queries/readRow.ts'
import { principalOf, requireSession } from './authenticate.ts'
import { type HttpContext } from './HttpContext.ts'
import { answerSchemas } from './rowSchemas.ts'

/** A route for each command of the contract. */
export function commandRoutes(context: HttpContext) {
  return async (app: FastifyInstance): Promise<void> => {
    requireSession(app, context)
    app.addHook('preValidation', async (request) => {
      request.body ??= {}
    })
    for (const name of Object.keys(commands) as CommandName[]) {
      const { method, path, input } = commands[name]
      app.route({
        method,
        url: path,
        schema: { body: input, operationId: name, security: [{ bearer: [] }], response: answerSchemas(name) },
        handler: (request, reply) => answerCommand(context, name, request, reply),
      })
    }
  }
}

async function answerCommand(
  { commands: commandContext }: HttpContext,
  name: CommandName,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const principal = principalOf(request)
  const { id = '', parent } = request.params as { id?: string; parent?: string }
  const key = idempotencyKey(request)
  const outcome = await runCommand(commandContext, {
    name,
    principal,
    id,
    parent,
    // Checked against the command's schema by the route.
    input: request.body as CommandInput<CommandName>,
    baseVersion: baseVersion(request),
    idempotency: key === undefined ? undefined : { key, method: request.method, path: request.url, body: request.body },
  })
  const ticketId = parent ?? (name.startsWith('ticket.') && id !== '' ? id : undefined)
  if (outcome.kept?.error && ticketId !== undefined) {
    // A refusal may hold the row as it was: who has lost sight of it is not told again.
    await readRow(commandContext.db, principal, { type: 'ticket', id: ticketId })
  }
  return answerOutcome(commandContext.db, principal, reply, outcome)
}

/** What a write gave, or what its key gave the first time with the row as its author may see it now. */
export async function answerOutcome(
  db: CommandContext['db'],
  principal: Principal,
  reply: FastifyReply,
  outcome: Outcome<Written>,
): Promise<FastifyReply> {
  if (!outcome.kept) return answerWritten(reply, outcome.value)
  const { status, row, error } = outcome.kept
  reply.header('idempotency-replayed', 'true')
  if (error) return reply.code(status).send({ error } satisfies ErrorBody)
  if (status === 204 || !row) return reply.code(status).send()
  const data = await readRow(db, principal, row)
  return answerWritten(reply, { ...row, status: status === 201 ? 201 : 200, version: data.version, data })
}

function answerWritten(reply: FastifyReply, written: Written): FastifyReply {
  reply.code(written.status)
  if (!written.data) return reply.send()
  reply.header('etag', `"${written.version}"`)
  // RFC 9110, section 10.2.2: where what was made can be read.
  if (written.status === 201) reply.header('location', `${reply.request.url.split('?')[0]}/${written.id}`)
  return reply.send(written.warnings ? { ...written.data, warnings: written.warnings } : written.data)
}

export function idempotencyKey(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key === 'string' && /^[\x21-\x7e]{1,200}$/.test(key)) return key
  throw new Refused('invalid_input', 'Idempotency-Key must be 1 to 200 printable characters.', {
    field: 'Idempotency-Key',
  })
}

/** If-Match: `"7"`; also weak or without quotes, as proxies and people write it. `*` asks for nothing: the row must exist anyway. */
function baseVersion(request: FastifyRequest): number | undefined {
  const value = request.headers['if-match']
  if (value === undefined || value === '*') return undefined
  const version = /^(?:W\/)?"?(\d{1,9})"?$/.exec(value)?.[1]
  if (version !== undefined) return Number(version)
  throw new Refused('invalid_input', 'If-Match must be a version such as "7".', { field: 'If-Match' })
}
