import { Type as T, type Static, type TSchema } from 'typebox'
import { UpdateAttachment } from './attachment.ts'
import { CreateComment, UpdateComment } from './comment.ts'
import { CreateInventoryItem, MoveInventoryItem, UpdateInventoryItem } from './inventoryItem.ts'
import { AskPart, DropPart, UsePart } from './partLine.ts'
import { CreateShipment, shipmentExceptions, UpdateShipment } from './shipment.ts'
import { CreateSite, UpdateSite } from './site.ts'
import { CreateTechnician, SetDuty, SetStatus, UpdateTechnician } from './technician.ts'
import { CreateTicket, Disposition, holdReasons, Reason, UpdateTicket } from './ticket.ts'
import { CreateTimeEntry, UpdateTimeEntry } from './timeEntry.ts'
import { CreateUser, UpdateUser } from './user.ts'
import { Id } from './ids.ts'

const input = <P extends Record<string, TSchema>>(properties: P) =>
  T.Object(properties, { additionalProperties: false })
const Nothing = input({})

/**
 * Every write of the system by the name the console uses for it: its road (`:id` is the target's id, `:parent` the ticket's where it hangs on one) and what it takes.
 * The HTTP routes, the command queue and the tests all read this one table.
 */
export const commands = {
  'ticket.create': { method: 'POST', path: '/tickets', input: CreateTicket },
  'ticket.update': { method: 'PATCH', path: '/tickets/:id', input: UpdateTicket },
  'ticket.delete': { method: 'DELETE', path: '/tickets/:id', input: Nothing },
  'ticket.restore': { method: 'POST', path: '/tickets/:id/restore', input: Nothing },
  'ticket.open': { method: 'POST', path: '/tickets/:id/open', input: Nothing },
  /** `ifUnassigned`: refused with `already_assigned` where somebody is on it by now; without it, they become a crew. */
  'ticket.assign': {
    method: 'POST',
    path: '/tickets/:id/assign',
    input: input({ technicianId: Id, ifUnassigned: T.Optional(T.Literal(true)) }),
  },
  /** In place of all who are on it, who are told why. */
  'ticket.take-over': {
    method: 'POST',
    path: '/tickets/:id/take-over',
    input: input({ technicianId: Id, reason: Reason }),
  },
  'ticket.release': { method: 'POST', path: '/tickets/:id/release', input: input({ technicianId: T.Optional(Id) }) },
  'ticket.claim': { method: 'POST', path: '/tickets/:id/claim', input: Nothing },
  'ticket.hold': { method: 'POST', path: '/tickets/:id/hold', input: input({ reason: T.Enum([...holdReasons]) }) },
  'ticket.resume': { method: 'POST', path: '/tickets/:id/resume', input: Nothing },
  'ticket.complete': { method: 'POST', path: '/tickets/:id/complete', input: input({ disposition: Disposition }) },
  'ticket.close': { method: 'POST', path: '/tickets/:id/close', input: Nothing },
  'ticket.reopen': { method: 'POST', path: '/tickets/:id/reopen', input: Nothing },
  'ticket.cancel': { method: 'POST', path: '/tickets/:id/cancel', input: input({ reason: Reason }) },
  'ticket.acknowledge': { method: 'POST', path: '/tickets/:id/acknowledge', input: Nothing },
  'ticket.ask-part': { method: 'POST', path: '/tickets/:id/ask-part', input: AskPart },
  'ticket.use-part': { method: 'POST', path: '/tickets/:id/use-part', input: UsePart },
  'ticket.drop-part': { method: 'POST', path: '/tickets/:id/drop-part', input: DropPart },

  'assignment.dispatch': { method: 'POST', path: '/assignments/:id/dispatch', input: Nothing },
  'assignment.accept': { method: 'POST', path: '/assignments/:id/accept', input: Nothing },
  'assignment.decline': { method: 'POST', path: '/assignments/:id/decline', input: input({ reason: Reason }) },
  'assignment.en-route': { method: 'POST', path: '/assignments/:id/en-route', input: Nothing },
  'assignment.check-in': { method: 'POST', path: '/assignments/:id/check-in', input: Nothing },
  'assignment.start': { method: 'POST', path: '/assignments/:id/start', input: Nothing },
  'assignment.pause': { method: 'POST', path: '/assignments/:id/pause', input: Nothing },
  'assignment.resume': { method: 'POST', path: '/assignments/:id/resume', input: Nothing },
  'assignment.check-out': {
    method: 'POST',
    path: '/assignments/:id/check-out',
    input: input({ disposition: T.Optional(Disposition) }),
  },

  'technician.create': { method: 'POST', path: '/technicians', input: CreateTechnician },
  'technician.update': { method: 'PATCH', path: '/technicians/:id', input: UpdateTechnician },
  'technician.delete': { method: 'DELETE', path: '/technicians/:id', input: Nothing },
  'technician.duty': { method: 'POST', path: '/technicians/:id/duty', input: SetDuty },
  'technician.status': { method: 'POST', path: '/technicians/:id/status', input: SetStatus },

  'site.create': { method: 'POST', path: '/sites', input: CreateSite },
  'site.update': { method: 'PATCH', path: '/sites/:id', input: UpdateSite },
  'site.delete': { method: 'DELETE', path: '/sites/:id', input: Nothing },

  'comment.create': { method: 'POST', path: '/tickets/:parent/comments', input: CreateComment },
  'comment.update': { method: 'PATCH', path: '/tickets/:parent/comments/:id', input: UpdateComment },
  'comment.delete': { method: 'DELETE', path: '/tickets/:parent/comments/:id', input: Nothing },

  'time-entry.create': { method: 'POST', path: '/tickets/:parent/time-entries', input: CreateTimeEntry },
  'time-entry.update': { method: 'PATCH', path: '/tickets/:parent/time-entries/:id', input: UpdateTimeEntry },
  'time-entry.delete': { method: 'DELETE', path: '/tickets/:parent/time-entries/:id', input: Nothing },

  'attachment.update': { method: 'PATCH', path: '/tickets/:parent/attachments/:id', input: UpdateAttachment },
  'attachment.delete': { method: 'DELETE', path: '/tickets/:parent/attachments/:id', input: Nothing },

  'shipment.create': { method: 'POST', path: '/shipments', input: CreateShipment },
  'shipment.update': { method: 'PATCH', path: '/shipments/:id', input: UpdateShipment },
  'shipment.delete': { method: 'DELETE', path: '/shipments/:id', input: Nothing },
  'shipment.requested': { method: 'POST', path: '/shipments/:id/requested', input: Nothing },
  'shipment.preparing': { method: 'POST', path: '/shipments/:id/preparing', input: Nothing },
  'shipment.in-transit': { method: 'POST', path: '/shipments/:id/in-transit', input: Nothing },
  'shipment.out-for-delivery': { method: 'POST', path: '/shipments/:id/out-for-delivery', input: Nothing },
  'shipment.available-for-pickup': { method: 'POST', path: '/shipments/:id/available-for-pickup', input: Nothing },
  'shipment.delivered': { method: 'POST', path: '/shipments/:id/delivered', input: Nothing },
  'shipment.received': { method: 'POST', path: '/shipments/:id/received', input: Nothing },
  'shipment.exception': {
    method: 'POST',
    path: '/shipments/:id/exception',
    input: input({ reason: T.Enum([...shipmentExceptions]) }),
  },
  'shipment.returned': { method: 'POST', path: '/shipments/:id/returned', input: Nothing },
  'shipment.cancelled': { method: 'POST', path: '/shipments/:id/cancelled', input: Nothing },

  'inventory.create': { method: 'POST', path: '/inventory', input: CreateInventoryItem },
  'inventory.update': { method: 'PATCH', path: '/inventory/:id', input: UpdateInventoryItem },
  'inventory.delete': { method: 'DELETE', path: '/inventory/:id', input: Nothing },
  'inventory.move': { method: 'POST', path: '/inventory/:id/move', input: MoveInventoryItem },

  'user.create': { method: 'POST', path: '/users', input: CreateUser },
  'user.update': { method: 'PATCH', path: '/users/:id', input: UpdateUser },
  'user.delete': { method: 'DELETE', path: '/users/:id', input: Nothing },
} as const satisfies Record<string, { method: 'POST' | 'PATCH' | 'DELETE'; path: string; input: TSchema }>

export type CommandName = keyof typeof commands
export type CommandInput<Name extends CommandName> = Static<(typeof commands)[Name]['input']>
