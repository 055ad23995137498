import { type CommandInput, type CommandName } from '../contract/commands.ts'
import { type CreateUser } from '../contract/user.ts'
import { type IdempotencyRequest } from '../db/idempotency.ts'
import { type Database } from '../db/Database.ts'
import { type Principal } from '../contract/principal.ts'
import { write, type Outcome } from '../db/write.ts'
import { assignTicket } from './assignTicket.ts'
import { cancelTicket } from './cancelTicket.ts'
import { claimTicket } from './claimTicket.ts'
import { closeTicket } from './closeTicket.ts'
import { completeTicket } from './completeTicket.ts'
import { createSite } from './createSite.ts'
import { createTechnician } from './createTechnician.ts'
import { createTicket } from './createTicket.ts'
import { createUser } from './createUser.ts'
import { deleteSite } from './deleteSite.ts'
import { deleteTechnician } from './deleteTechnician.ts'
import { deleteTicket } from './deleteTicket.ts'
import { deleteUser } from './deleteUser.ts'
import { holdTicket } from './holdTicket.ts'
import { openTicket } from './openTicket.ts'
import { requireManager } from './rights.ts'
import { releaseTicket } from './releaseTicket.ts'
import { reopenTicket } from './reopenTicket.ts'
import { restoreTicket } from './restoreTicket.ts'
import { resumeTicket } from './resumeTicket.ts'
import { setDuty } from './setDuty.ts'
import { setStatus } from './setStatus.ts'
import { stepAssignment } from './stepAssignment.ts'
import { updateSite } from './updateSite.ts'
import { updateTechnician } from './updateTechnician.ts'
import { updateTicket } from './updateTicket.ts'
import { updateUser } from './updateUser.ts'
import { toKeptOutcome, type Command, type Written } from './Written.ts'

export interface CommandContext {
  db: Database
  /** argon2id, off the main thread; a password never enters a transaction. */
  hashPassword: (password: string) => Promise<string>
}

export interface CommandCall<Name extends CommandName = CommandName> {
  name: Name
  principal: Principal
  /** The target's id; empty for a create. */
  id: string
  input: CommandInput<Name>
  baseVersion?: number | undefined
  idempotency?: IdempotencyRequest | undefined
}

type HandledName = Exclude<CommandName, 'user.create'>
type Handlers = { [Name in HandledName]: Command<CommandInput<Name>> }

const handlers: Handlers = {
  'ticket.create': createTicket,
  'ticket.update': updateTicket,
  'ticket.delete': deleteTicket,
  'ticket.restore': restoreTicket,
  'ticket.open': openTicket,
  'ticket.assign': assignTicket,
  'ticket.release': releaseTicket,
  'ticket.claim': claimTicket,
  'ticket.hold': holdTicket,
  'ticket.resume': resumeTicket,
  'ticket.complete': completeTicket,
  'ticket.close': closeTicket,
  'ticket.reopen': reopenTicket,
  'ticket.cancel': cancelTicket,
  'assignment.dispatch': stepAssignment('dispatch'),
  'assignment.accept': stepAssignment('accept'),
  'assignment.decline': stepAssignment('decline'),
  'assignment.en-route': stepAssignment('en-route'),
  'assignment.check-in': stepAssignment('check-in'),
  'assignment.start': stepAssignment('start'),
  'assignment.pause': stepAssignment('pause'),
  'assignment.resume': stepAssignment('resume'),
  'assignment.check-out': stepAssignment('check-out'),
  'technician.create': createTechnician,
  'technician.update': updateTechnician,
  'technician.delete': deleteTechnician,
  'technician.duty': setDuty,
  'technician.status': setStatus,
  'site.create': createSite,
  'site.update': updateSite,
  'site.delete': deleteSite,
  'user.update': updateUser,
  'user.delete': deleteUser,
}

/** Runs any command of the contract in a transaction of its own. The input has been checked against the contract's schema. */
export async function runCommand<Name extends CommandName>(
  { db, hashPassword }: CommandContext,
  call: CommandCall<Name>,
): Promise<Outcome<Written>> {
  const { principal, idempotency, id, baseVersion } = call
  const request = { db, principal, idempotency }
  if (call.name === 'user.create') {
    // Before the hash is made: it costs 20 ms of a core, and nobody without the right shall be able to spend them.
    requireManager(principal)
    const { password, ...user } = call.input as CreateUser
    const input = { ...user, passwordHash: await hashPassword(password) }
    return write(request, toKeptOutcome, (tx) => createUser(tx, { id, input }))
  }
  const handler = handlers[call.name as HandledName] as Command<CommandInput<Name>>
  return write(request, toKeptOutcome, (tx) => handler(tx, { id, input: call.input, baseVersion }))
}
