import { type Command } from '../../link/messages.ts'
import { shipmentCommandWords } from '../ui/stockWords.ts'
import { assignmentCommandWords, holdReasonWords, sentence, ticketCommandWords } from '../ui/words.ts'

/** What a sentence about a command may need to know. */
export interface Names {
  ticket(id: string | undefined): string
  technician(id: string | undefined): string
  /** What it is called, where it is known here. */
  thing(kind: ThingKind, id: string): string | undefined
}

/** What is changed as a whole, and what one of them is called. */
const thingNouns = { site: 'site', inventory: 'item', shipment: 'shipment', technician: 'technician', user: 'user' }
export type ThingKind = keyof typeof thingNouns
export const isThing = (kind: string): kind is ThingKind => isKeyOf(thingNouns, kind)

const fieldWords: Record<string, string> = {
  title: 'title',
  description: 'description',
  siteId: 'site',
  type: 'type',
  priority: 'priority',
  scheduledFor: 'schedule',
  plannedMinutes: 'planned time',
  timeZone: 'time zone',
}

/** "Assign Tim Ruiz to 1042": a command as one line of a list. */
export function describeCommand(command: Command, ticketId: string | undefined, names: Names): string {
  const ticket = names.ticket(ticketId)
  switch (command.name) {
    case 'ticket.create':
      return `Create “${command.input.title}”`
    case 'ticket.update':
      return `Change ${changedFields(command.input)} of ${ticket}`
    case 'ticket.assign':
      return `Assign ${names.technician(command.input.technicianId)} to ${ticket}`
    case 'ticket.take-over':
      return `Give ${ticket} to ${names.technician(command.input.technicianId)}`
    case 'ticket.acknowledge':
      return `Acknowledge the alarm of ${ticket}`
    case 'ticket.release': {
      const { technicianId } = command.input
      return `Release ${technicianId ? names.technician(technicianId) : 'everyone'} from ${ticket}`
    }
    case 'ticket.hold':
      return `Put ${ticket} on hold: ${holdReasonWords[command.input.reason].toLowerCase()}`
    case 'ticket.complete':
      return `Complete ${ticket}: ${sentence(command.input.disposition).toLowerCase()}`
    case 'ticket.cancel':
      return `Cancel ${ticket}`
    case 'ticket.delete':
      return `Delete ${ticket}`
    case 'ticket.restore':
      return `Restore ${ticket}`
    case 'ticket.ask-part':
      return `Ask for ${command.input.name ?? 'a part'} on ${ticket}`
    case 'ticket.use-part':
      return `Use a part on ${ticket}`
    case 'ticket.drop-part':
      return `Drop a part of ${ticket}`
    case 'comment.create':
      return `Comment on ${ticket}`
    case 'comment.update':
      return `Change a comment on ${ticket}`
    case 'comment.delete':
      return `Delete a comment on ${ticket}`
    case 'time-entry.create':
      return `Enter time on ${ticket}`
    case 'time-entry.update':
      return `Change time on ${ticket}`
    case 'time-entry.delete':
      return `Delete time on ${ticket}`
    case 'attachment.update':
      return `Rename a file of ${ticket} to “${command.input.name}”`
    case 'attachment.delete':
      return `Delete a file of ${ticket}`
    case 'technician.duty':
      return command.input.duty === 'on_shift' ? 'Begin the shift' : 'End the shift'
    case 'technician.status':
      return `Set the status to ${sentence(command.input.status).toLowerCase()}`
    default:
      return describeThing(command, names) ?? `${step(command.name)} ${ticketId === undefined ? '' : ticket}`.trim()
  }
}

function describeThing({ name, target, input }: Command, names: Names): string | undefined {
  const [kind = '', verb = ''] = name.split('.')
  if (!isThing(kind)) return undefined
  const noun = thingNouns[kind]
  const thing =
    (target === undefined ? undefined : names.thing(kind, target)) ?? `${kind === 'inventory' ? 'an' : 'a'} ${noun}`
  switch (verb) {
    case 'create':
      return 'name' in input ? `Create the ${noun} “${input.name}”` : `Create a ${noun}`
    case 'update':
      return `Change ${changedFields(input)} of ${thing}`
    case 'delete':
      return `Delete ${thing}`
    case 'move':
      return `Move ${thing}`
    default:
      return isKeyOf(shipmentCommandWords, verb) ? `${shipmentCommandWords[verb]}: ${thing}` : undefined
  }
}

function step(name: Command['name']): string {
  const [kind, verb = ''] = name.split('.')
  if (kind === 'assignment' && isKeyOf(assignmentCommandWords, verb)) return `${assignmentCommandWords[verb]}:`
  if (kind === 'ticket' && isKeyOf(ticketCommandWords, verb)) return ticketCommandWords[verb]
  return sentence(name.replace('.', ' '))
}

function isKeyOf<T extends object>(table: T, key: string): key is Extract<keyof T, string> {
  return Object.hasOwn(table, key)
}

function changedFields(input: object): string {
  return Object.keys(input)
    .map((field) => fieldWords[field] ?? field)
    .join(', ')
}
