import { Type as T } from 'typebox'
import { Assignment } from '../contract/assignment.ts'
import { Attachment } from '../contract/attachment.ts'
import { type CommandName } from '../contract/commands.ts'
import { Comment } from '../contract/comment.ts'
import { InventoryItem } from '../contract/inventoryItem.ts'
import { type Collection } from '../contract/lists.ts'
import { Shipment } from '../contract/shipment.ts'
import { Site } from '../contract/site.ts'
import { Technician } from '../contract/technician.ts'
import { Ticket } from '../contract/ticket.ts'
import { TimeEntry } from '../contract/timeEntry.ts'
import { UserName } from '../contract/user.ts'
import { Warning } from '../contract/warnings.ts'

/** A row of each collection, as it is answered. */
export const rowSchemas: Record<Collection, T.TObject> = {
  tickets: Ticket,
  sites: Site,
  technicians: Technician,
  // What one sees of a user depends on who one is; all of it has at least this.
  users: T.Object({ ...UserName.properties }, { additionalProperties: true }),
  shipments: Shipment,
  inventory: InventoryItem,
  comments: Comment,
  'time-entries': TimeEntry,
  attachments: Attachment,
  assignments: Assignment,
}

const warnings = T.Optional(T.Array(Warning))

/** An assignment made through the collection. */
export const Assigned = T.Object({ ...Assignment.properties, warnings })

/** What a command answers, by status: the row it left, or nothing where the row is gone. */
export function answerSchemas(name: CommandName): Record<number, T.TSchema> {
  const [subject, verb] = name.split('.') as [Subject, string]
  if (verb === 'delete') return { 204: T.Null() }
  const row = rowSchemas[collectionOf[subject]]
  if (verb === 'create') return { 201: row }
  return { 200: name === 'ticket.assign' ? T.Object({ ...Ticket.properties, warnings }) : row }
}

type Subject = CommandName extends `${infer Name}.${string}` ? Name : never

/** Whose row a command answers with: an assignment travels in its ticket. */
const collectionOf: Record<Subject, Collection> = {
  ticket: 'tickets',
  assignment: 'tickets',
  site: 'sites',
  technician: 'technicians',
  user: 'users',
  shipment: 'shipments',
  inventory: 'inventory',
  comment: 'comments',
  'time-entry': 'time-entries',
  attachment: 'attachments',
}
