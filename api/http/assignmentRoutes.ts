import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { Type as T, type Static } from 'typebox'
import { runCommand } from '../commands/runCommand.ts'
import { type Assignment, isActive } from '../contract/assignment.ts'
import { commands } from '../contract/commands.ts'
import { notFound, Refused } from '../contract/errors.ts'
import { type Ticket } from '../contract/ticket.ts'
import { readRow } from '../queries/readRow.ts'
import { principalOf, requireSession } from './authenticate.ts'
import { answerOutcome, idempotencyKey } from './commandRoutes.ts'
import { type HttpContext } from './HttpContext.ts'
import { Assigned } from './rowSchemas.ts'

const { input: AssignInput } = commands['ticket.assign']

/** Assignments as a collection below their ticket: what begins and ends one, in the words of collections. */
export function assignmentRoutes(context: HttpContext) {
  return async (app: FastifyInstance): Promise<void> => {
    requireSession(app, context)
    const security = [{ bearer: [] }]
    app.post<{ Params: { parent: string }; Body: Static<typeof AssignInput> }>(
      '/tickets/:parent/assignments',
      { schema: { body: AssignInput, operationId: 'assignment.create', security, response: { 201: Assigned } } },
      (request, reply) => assign(context, request, reply),
    )
    app.delete<{ Params: { parent: string; id: string } }>(
      '/tickets/:parent/assignments/:id',
      { schema: { operationId: 'assignment.delete', security, response: { 204: T.Null() } } },
      (request, reply) => release(context, request, reply),
    )
  }
}

async function assign(
  { commands: commandContext }: HttpContext,
  request: FastifyRequest<{ Params: { parent: string }; Body: Static<typeof AssignInput> }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const principal = principalOf(request)
  const { parent } = request.params
  const key = idempotencyKey(request)
  const outcome = await runCommand(commandContext, {
    name: 'ticket.assign',
    principal,
    id: parent,
    input: request.body,
    idempotency: key === undefined ? undefined : { key, method: request.method, path: request.url, body: request.body },
  })
  if (outcome.kept?.error) return answerOutcome(commandContext.db, principal, reply, outcome)
  const { technicianId } = request.body
  // A repeat of the same key is answered as things are now.
  const ticket = (await readRow(commandContext.db, principal, { type: 'ticket', id: parent })) as unknown as Ticket
  const assignment = ticket.assignments.findLast((each) => each.technicianId === technicianId)
  if (!assignment) throw notFound('assignment')
  if (outcome.kept) reply.header('idempotency-replayed', 'true')
  const { warnings } = outcome.kept ? {} : outcome.value
  return reply
    .code(201)
    .header('etag', `"${assignment.version}"`)
    .header('location', `${request.url.split('?')[0]}/${assignment.id}`)
    .send(warnings ? { ...assignment, warnings } : assignment)
}

async function release(
  { commands: commandContext }: HttpContext,
  request: FastifyRequest<{ Params: { parent: string; id: string } }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const principal = principalOf(request)
  const { parent, id } = request.params
  const assignment = (await readRow(commandContext.db, principal, {
    type: 'assignment',
    id,
    ticketId: parent,
  })) as unknown as Assignment
  if (!isActive(assignment)) throw new Refused('gone', 'This assignment has ended already.')
  const { technicianId } = assignment
  await runCommand(commandContext, { name: 'ticket.release', principal, id: parent, input: { technicianId } })
  return reply.code(204).send()
}
