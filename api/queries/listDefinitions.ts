import { type Collection } from '../contract/lists.ts'
import { assignmentStates } from '../contract/assignment.ts'
import { inventoryKinds, inventoryPlaces } from '../contract/inventoryItem.ts'
import { shipmentExceptions, shipmentStatuses } from '../contract/shipment.ts'
import { duties, reaches, technicianStatuses } from '../contract/technician.ts'
import { holdReasons, priorities, ticketStatuses } from '../contract/ticket.ts'
import { roles } from '../contract/user.ts'
import { type ListedType } from '../db/rows/listedTables.ts'

/** How a filter's values are checked and compared. A list of words is a closed list. */
export type FilterKind = 'text' | 'id' | 'integer' | 'boolean' | readonly string[]

export interface ListDefinition {
  type: ListedType
  /** The table that filters name when they give no condition of their own. */
  table: string
  /** An SQL expression that is never null, for each field one may sort by; with its type for the cursor. */
  sort: Record<string, { sql: string; type: string; descendingSql?: string }>
  /** `condition` turns the checked values ($n, an array) into SQL; by default `column = any($n)`. */
  filter: Record<string, { kind: FilterKind; column?: string; condition?: Condition }>
  /** SQL for one word of a search, whose tsquery is $n; all words must be found. */
  search: Condition
}

type Condition = (parameter: string) => string

const time = (column: string) => ({ sql: column, type: 'timestamptz' })
/** What has no time comes last, whichever way round the others are. */
const timeOrLast = (column: string) => ({
  sql: `coalesce(${column}, 'infinity')`,
  descendingSql: `coalesce(${column}, '-infinity')`,
  type: 'timestamptz',
})
const text = (column: string) => ({ sql: column, type: 'text' })

const tickets: ListDefinition = {
  type: 'ticket',
  table: 'tickets',
  sort: {
    createdAt: time('tickets.created_at'),
    updatedAt: time('tickets.updated_at'),
    number: { sql: 'tickets.number', type: 'integer' },
    priority: text('tickets.priority'),
    status: text('tickets.status'),
    title: text('tickets.title'),
    type: text('tickets.type'),
    scheduledFor: timeOrLast('tickets.scheduled_for'),
    responseDueAt: timeOrLast('tickets.response_due_at'),
    resolutionDueAt: timeOrLast('tickets.resolution_due_at'),
  },
  filter: {
    id: { kind: 'id' },
    number: { kind: 'integer' },
    title: { kind: 'text' },
    siteId: { kind: 'id', column: 'site_id' },
    type: { kind: 'text' },
    priority: { kind: priorities },
    status: { kind: ticketStatuses },
    holdReason: { kind: holdReasons, column: 'hold_reason' },
    disposition: { kind: 'text' },
    source: { kind: 'text' },
    sourceStatus: { kind: 'text', column: 'source_status' },
    externalRef: { kind: 'text', column: 'external_ref' },
    assigneeIds: { kind: 'id', condition: (values) => `tickets.assignee_ids && ${values}::uuid[]` },
    unassigned: {
      kind: 'boolean',
      condition: (values) => `(cardinality(tickets.assignee_ids) = 0) = any(${values}::boolean[])`,
    },
  },
  // A ticket is found by its own words and by its site's; a union, because an OR over two tables uses neither index.
  search: (query) => `tickets.id in (
    select id from tickets where search @@ ${query}
    union
    select tickets.id from tickets join sites on sites.id = tickets.site_id where sites.search @@ ${query})`,
}

const sites: ListDefinition = {
  type: 'site',
  table: 'sites',
  sort: { createdAt: time('sites.created_at'), updatedAt: time('sites.updated_at'), name: text('sites.name') },
  filter: {
    id: { kind: 'id' },
    name: { kind: 'text' },
    timeZone: { kind: 'text', column: 'time_zone' },
    source: { kind: 'text' },
    externalRef: { kind: 'text', column: 'external_ref' },
  },
  search: (query) => `sites.search @@ ${query}`,
}

const technicians: ListDefinition = {
  type: 'technician',
  table: 'technicians',
  sort: {
    createdAt: time('technicians.created_at'),
    updatedAt: time('technicians.updated_at'),
    name: text('technicians.name'),
    status: text('technicians.status'),
  },
  filter: {
    id: { kind: 'id' },
    userId: { kind: 'id', column: 'user_id' },
    name: { kind: 'text' },
    duty: { kind: duties },
    status: { kind: technicianStatuses },
    reach: { kind: reaches },
    active: { kind: 'boolean' },
  },
  search: (query) => `search_words(technicians.name) @@ ${query}`,
}

const users: ListDefinition = {
  type: 'user',
  table: 'users',
  sort: {
    createdAt: time('users.created_at'),
    updatedAt: time('users.updated_at'),
    name: text('users.name'),
    role: text('users.role'),
  },
  filter: {
    id: { kind: 'id' },
    name: { kind: 'text' },
    role: { kind: roles },
    active: { kind: 'boolean' },
    technicianId: { kind: 'id', condition: (values) => `technicians.id = any(${values})` },
  },
  search: (query) => `search_words(users.name) @@ ${query}`,
}

/** A technician knows only the names of others: what they cannot read they can neither ask for nor order by. */
const own = 'users.id = current_reader()'
export const usersToTechnicians: ListDefinition = {
  ...users,
  sort: {
    ...users.sort,
    // The moment in which somebody came lies in their id anyway.
    updatedAt: time(`case when ${own} then users.updated_at else users.created_at end`),
    role: text(`case when ${own} then users.role else '' end`),
  },
  filter: {
    ...users.filter,
    role: { kind: roles, condition: (values) => `(${own} and users.role = any(${values}))` },
    active: { kind: 'boolean', condition: (values) => `(${own} and users.active = any(${values}))` },
  },
}

const shipments: ListDefinition = {
  type: 'shipment',
  table: 'shipments',
  sort: {
    createdAt: time('shipments.created_at'),
    updatedAt: time('shipments.updated_at'),
    number: { sql: 'shipments.number', type: 'integer' },
    status: text('shipments.status'),
    expectedAt: timeOrLast('shipments.expected_at'),
  },
  filter: {
    id: { kind: 'id' },
    number: { kind: 'integer' },
    status: { kind: shipmentStatuses },
    exception: { kind: shipmentExceptions },
    ticketId: { kind: 'id', column: 'ticket_id' },
    siteId: { kind: 'id', column: 'site_id' },
    carrier: { kind: 'text' },
    trackingNumber: { kind: 'text', column: 'tracking_number' },
  },
  search: (query) => `shipments.search @@ ${query}`,
}

const inventory: ListDefinition = {
  type: 'inventory',
  table: 'inventory',
  sort: {
    createdAt: time('inventory.created_at'),
    updatedAt: time('inventory.updated_at'),
    name: text('inventory.name'),
    quantity: { sql: 'inventory.quantity', type: 'integer' },
  },
  filter: {
    id: { kind: 'id' },
    kind: { kind: inventoryKinds },
    name: { kind: 'text' },
    sku: { kind: 'text' },
    serialNumber: { kind: 'text', column: 'serial_number' },
    place: { kind: inventoryPlaces },
    warehouse: { kind: 'text' },
    siteId: { kind: 'id', column: 'site_id' },
    technicianId: { kind: 'id', column: 'technician_id' },
  },
  search: (query) => `inventory.search @@ ${query}`,
}

const comments: ListDefinition = {
  type: 'comment',
  table: 'comments',
  sort: { createdAt: time('comments.created_at'), updatedAt: time('comments.updated_at') },
  filter: {
    id: { kind: 'id' },
    ticketId: { kind: 'id', column: 'ticket_id' },
    authorId: { kind: 'id', column: 'author_id' },
  },
  search: (query) => `search_words(comments.body) @@ ${query}`,
}

const timeEntries: ListDefinition = {
  type: 'time_entry',
  table: 'time_entries',
  sort: {
    createdAt: time('time_entries.created_at'),
    updatedAt: time('time_entries.updated_at'),
    startedAt: time('time_entries.started_at'),
  },
  filter: {
    id: { kind: 'id' },
    ticketId: { kind: 'id', column: 'ticket_id' },
    userId: { kind: 'id', column: 'user_id' },
    technicianId: { kind: 'id', column: 'technician_id' },
    origin: { kind: ['manual', 'check_in'] },
  },
  search: (query) => `search_words(time_entries.name || ' ' || coalesce(time_entries.note, '')) @@ ${query}`,
}

const attachments: ListDefinition = {
  type: 'attachment',
  table: 'attachments',
  sort: {
    createdAt: time('attachments.created_at'),
    updatedAt: time('attachments.updated_at'),
    name: text('attachments.name'),
    size: { sql: 'attachments.size', type: 'integer' },
  },
  filter: {
    id: { kind: 'id' },
    ticketId: { kind: 'id', column: 'ticket_id' },
    contentType: { kind: 'text', column: 'content_type' },
  },
  search: (query) => `search_words(attachments.name) @@ ${query}`,
}

const assignments: ListDefinition = {
  type: 'assignment',
  table: 'assignments',
  sort: {
    createdAt: time('assignments.assigned_at'),
    assignedAt: time('assignments.assigned_at'),
    state: text('assignments.state'),
  },
  filter: {
    id: { kind: 'id' },
    ticketId: { kind: 'id', column: 'ticket_id' },
    technicianId: { kind: 'id', column: 'technician_id' },
    state: { kind: assignmentStates },
  },
  search: (query) =>
    `assignments.technician_id in (select id from technicians where search_words(technicians.name) @@ ${query})`,
}

/** Their fields are those of contract/lists.ts, which a test holds them to. */
export const listDefinitions: Record<Collection, ListDefinition> = {
  tickets,
  sites,
  technicians,
  users,
  shipments,
  inventory,
  comments,
  'time-entries': timeEntries,
  attachments,
  assignments,
}
