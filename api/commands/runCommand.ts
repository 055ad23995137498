import { type CommandInput, type CommandName } from '../contract/commands.ts'
import { type CreateUser } from '../contract/user.ts'
import { type IdempotencyRequest } from '../db/idempotency.ts'
import { type Database } from '../db/Database.ts'
import { type FileStore } from '../db/FileStore.ts'
import { type Principal } from '../contract/principal.ts'
import { write, type Outcome } from '../db/write.ts'
import { acknowledgeTicket } from './acknowledgeTicket.ts'
import { askPart } from './askPart.ts'
import { assignTicket } from './assignTicket.ts'
import { cancelTicket } from './cancelTicket.ts'
import { claimTicket } from './claimTicket.ts'
import { closeTicket } from './closeTicket.ts'
import { completeTicket } from './completeTicket.ts'
import { createComment } from './createComment.ts'
import { createInventoryItem } from './createInventoryItem.ts'
import { createShipment } from './createShipment.ts'
import { createSite } from './createSite.ts'
import { createTechnician } from './createTechnician.ts'
import { createTicket } from './createTicket.ts'
import { createTimeEntry } from './createTimeEntry.ts'
import { createUser } from './createUser.ts'
import { deleteAttachment } from './deleteAttachment.ts'
import { deleteComment } from './deleteComment.ts'
import { deleteInventoryItem } from './deleteInventoryItem.ts'
import { deleteShipment } from './deleteShipment.ts'
import { deleteSite } from './deleteSite.ts'
import { deleteTechnician } from './deleteTechnician.ts'
import { deleteTicket } from './deleteTicket.ts'
import { deleteTimeEntry } from './deleteTimeEntry.ts'
import { deleteUser } from './deleteUser.ts'
import { dropPart } from './dropPart.ts'
import { holdTicket } from './holdTicket.ts'
import { moveInventoryItem } from './moveInventoryItem.ts'
import { openTicket } from './openTicket.ts'
import { releaseTicket } from './releaseTicket.ts'
import { reopenTicket } from './reopenTicket.ts'
import { restoreTicket } from './restoreTicket.ts'
import { resumeTicket } from './resumeTicket.ts'
import { setDuty } from './setDuty.ts'
import { setStatus } from './setStatus.ts'
import { stepAssignment } from './stepAssignment.ts'
import { stepShipment } from './stepShipment.ts'
import { takeOverTicket } from './takeOverTicket.ts'
import { updateAttachment } from './updateAttachment.ts'
import { updateComment } from './updateComment.ts'
import { updateInventoryItem } from './updateInventoryItem.ts'
import { updateShipment } from './updateShipment.ts'
import { updateSite } from './updateSite.ts'
import { updateTechnician } from './updateTechnician.ts'
import { updateTicket } from './updateTicket.ts'
import { updateTimeEntry } from './updateTimeEntry.ts'
import { updateUser } from './updateUser.ts'
import { usePart } from './usePart.ts'
import { requireManager } from './rights.ts'
import { toKeptOutcome, type Command, type Written } from './Written.ts'

export { type Outcome }

export interface CommandContext {
  db: Database
  /** Where there is none (an import, the demo day) the bytes of what is deleted are left to the sweep. */
  files?: FileStore
  /** argon2id, off the main thread; a password never enters a transaction. Refuses those that are easily guessed. */
  hashPassword: (password: string, about?: readonly string[]) => Promise<string>
}

export interface CommandCall<Name extends CommandName = CommandName> {
  name: Name
  principal: Principal
  /** The target's id; empty for a create. */
  id: string
  /** The ticket that it hangs on, where the path names one. */
  parent?: string | undefined
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
  'ticket.take-over': takeOverTicket,
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
  'ticket.acknowledge': acknowledgeTicket,
  'ticket.ask-part': askPart,
  'ticket.use-part': usePart,
  'ticket.drop-part': dropPart,
  'comment.create': createComment,
  'comment.update': updateComment,
  'comment.delete': deleteComment,
  'time-entry.create': createTimeEntry,
  'time-entry.update': updateTimeEntry,
  'time-entry.delete': deleteTimeEntry,
  'attachment.update': updateAttachment,
  'attachment.delete': deleteAttachment,
  'shipment.create': createShipment,
  'shipment.update': updateShipment,
  'shipment.delete': deleteShipment,
  'inventory.create': createInventoryItem,
  'inventory.update': updateInventoryItem,
  'inventory.delete': deleteInventoryItem,
  'inventory.move': moveInventoryItem,
  'shipment.requested': stepShipment('requested'),
  'shipment.preparing': stepShipment('preparing'),
  'shipment.in-transit': stepShipment('in-transit'),
  'shipment.out-for-delivery': stepShipment('out-for-delivery'),
  'shipment.available-for-pickup': stepShipment('available-for-pickup'),
  'shipment.delivered': stepShipment('delivered'),
  'shipment.received': stepShipment('received'),
  'shipment.exception': stepShipment('exception'),
  'shipment.returned': stepShipment('returned'),
  'shipment.cancelled': stepShipment('cancelled'),
  'user.update': updateUser,
  'user.delete': deleteUser,
}

/** Runs any command of the contract in a transaction of its own. The input has been checked against the contract's schema. */
export async function runCommand<Name extends CommandName>(
  { db, files, hashPassword }: CommandContext,
  call: CommandCall<Name>,
): Promise<Outcome<Written>> {
  const { principal, idempotency, id, parent, baseVersion } = call
  const request = { db, principal, idempotency }
  if (call.name === 'user.create') {
    // Before the hash is made: it costs 20 ms of a core, and nobody without the right shall be able to spend them.
    requireManager(principal)
    const { password, ...user } = call.input as CreateUser
    const input = { ...user, passwordHash: await hashPassword(password, [user.email, user.name]) }
    return write(request, toKeptOutcome, (tx) => createUser(tx, { id, parent, input }))
  }
  const handler = handlers[call.name as HandledName] as Command<CommandInput<Name>>
  const outcome = await write(request, toKeptOutcome, (tx) =>
    handler(tx, { id, parent, input: call.input, baseVersion }),
  )
  // Rule F1: the file goes after its row; should we be killed in between, the sweep finds it.
  if (call.name === 'attachment.delete' && !outcome.kept) await files?.remove(id)
  return outcome
}
