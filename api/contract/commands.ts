import { Type as T, type Static, type TSchema } from 'typebox'
import { CreateSite, UpdateSite } from './site.ts'
import { CreateTechnician, SetDuty, SetStatus, UpdateTechnician } from './technician.ts'
import { CreateTicket, Disposition, holdReasons, Reason, UpdateTicket } from './ticket.ts'
import { CreateUser, UpdateUser } from './user.ts'
import { Id } from './ids.ts'

const input = <P extends Record<string, TSchema>>(properties: P) =>
  T.Object(properties, { additionalProperties: false })
const Nothing = input({})

/**
 * Every write of the system by the name the console uses for it: its road (`:id` is the target's id) and what it takes.
 * The HTTP routes, the command queue and the tests all read this one table.
 */
export const commands = {
  'ticket.create': { method: 'POST', path: '/tickets', input: CreateTicket },
  'ticket.update': { method: 'PATCH', path: '/tickets/:id', input: UpdateTicket },
  'ticket.delete': { method: 'DELETE', path: '/tickets/:id', input: Nothing },
  'ticket.restore': { method: 'POST', path: '/tickets/:id/restore', input: Nothing },
  'ticket.open': { method: 'POST', path: '/tickets/:id/open', input: Nothing },
  'ticket.assign': { method: 'POST', path: '/tickets/:id/assign', input: input({ technicianId: Id }) },
  'ticket.release': { method: 'POST', path: '/tickets/:id/release', input: input({ technicianId: T.Optional(Id) }) },
  'ticket.claim': { method: 'POST', path: '/tickets/:id/claim', input: Nothing },
  'ticket.hold': { method: 'POST', path: '/tickets/:id/hold', input: input({ reason: T.Enum([...holdReasons]) }) },
  'ticket.resume': { method: 'POST', path: '/tickets/:id/resume', input: Nothing },
  'ticket.complete': { method: 'POST', path: '/tickets/:id/complete', input: input({ disposition: Disposition }) },
  'ticket.close': { method: 'POST', path: '/tickets/:id/close', input: Nothing },
  'ticket.reopen': { method: 'POST', path: '/tickets/:id/reopen', input: Nothing },
  'ticket.cancel': { method: 'POST', path: '/tickets/:id/cancel', input: input({ reason: Reason }) },

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

  'user.create': { method: 'POST', path: '/users', input: CreateUser },
  'user.update': { method: 'PATCH', path: '/users/:id', input: UpdateUser },
  'user.delete': { method: 'DELETE', path: '/users/:id', input: Nothing },
} as const satisfies Record<string, { method: 'POST' | 'PATCH' | 'DELETE'; path: string; input: TSchema }>

export type CommandName = keyof typeof commands
export type CommandInput<Name extends CommandName> = Static<(typeof commands)[Name]['input']>
