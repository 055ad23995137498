import { type EntityType } from '../../contract/change.ts'
import { type Queryable } from '../Database.ts'
import { attachmentColumns, toAttachment, type AttachmentRow } from './attachmentRow.ts'
import { commentColumns, toComment, type CommentRow } from './commentRow.ts'
import { inventoryColumns, toInventoryItem, type InventoryRow } from './inventoryRow.ts'
import { shipmentColumns, toShipment, type ShipmentRow } from './shipmentRow.ts'
import { siteColumns, toSite, type SiteRow } from './siteRow.ts'
import { technicianColumns, toTechnician, type TechnicianRow } from './technicianRow.ts'
import { ticketColumns, toTickets, type TicketRow } from './ticketRow.ts'
import { timeEntryColumns, toTimeEntry, type TimeEntryRow } from './timeEntryRow.ts'
import { toUser, userColumns, userTables, type UserRow } from './userRow.ts'

/** What every row of the contract has. */
export interface Entity {
  id: string
  version: number
  createdAt: string
  updatedAt: string
}

/** How the rows of one kind are read. Conditions are SQL; who may see a row is row level security's to say. */
export interface EntityTable {
  from: string
  columns: string
  id: string
  /** Not deleted. */
  there: string
  /** Part of replicas: under way, or ended not long ago. */
  live: string
  toEntities: (db: Queryable, rows: readonly object[]) => Promise<Entity[]>
}

/** Closed or cancelled tickets and ended shipments stay live for this long; older ones are history, fetched on demand. */
export const workingSetDays = 7

const lately = `now() - interval '${workingSetDays} days'`
const ticketIsLive = `tickets.deleted_at is null and (tickets.left_at is null or tickets.left_at > ${lately})`

function define<Row extends object>(
  table: Omit<EntityTable, 'toEntities'>,
  toEntities: (db: Queryable, rows: readonly Row[]) => Entity[] | Promise<Entity[]>,
): EntityTable {
  // The rows were selected by this table's own columns.
  return { ...table, toEntities: async (db, rows) => toEntities(db, rows as Row[]) }
}

function onTicket<Row extends object>(name: string, columns: string, toEntity: (row: Row) => Entity): EntityTable {
  const live = `exists (select 1 from tickets where tickets.id = ${name}.ticket_id and ${ticketIsLive})`
  const there = `exists (select 1 from tickets where tickets.id = ${name}.ticket_id and tickets.deleted_at is null)`
  return define<Row>({ from: name, columns, id: `${name}.id`, there, live }, (_db, rows) => rows.map(toEntity))
}

function plain<Row extends object>(name: string, columns: string, toEntity: (row: Row) => Entity): EntityTable {
  const there = `${name}.deleted_at is null`
  return define<Row>({ from: name, columns, id: `${name}.id`, there, live: there }, (_db, rows) => rows.map(toEntity))
}

export const entityTables: Record<EntityType, EntityTable> = {
  user: define<UserRow>(
    {
      from: userTables,
      columns: userColumns,
      id: 'users.id',
      there: 'users.deleted_at is null',
      live: 'users.deleted_at is null',
    },
    (_db, rows) => rows.map(toUser),
  ),
  technician: plain<TechnicianRow>('technicians', technicianColumns, toTechnician),
  site: plain<SiteRow>('sites', siteColumns, toSite),
  ticket: define<TicketRow>(
    {
      from: 'tickets',
      columns: ticketColumns,
      id: 'tickets.id',
      there: 'tickets.deleted_at is null',
      live: ticketIsLive,
    },
    toTickets,
  ),
  comment: onTicket<CommentRow>('comments', commentColumns, toComment),
  time_entry: onTicket<TimeEntryRow>('time_entries', timeEntryColumns, toTimeEntry),
  attachment: onTicket<AttachmentRow>('attachments', attachmentColumns, toAttachment),
  shipment: define<ShipmentRow>(
    {
      from: 'shipments',
      columns: shipmentColumns,
      id: 'shipments.id',
      there: 'true',
      live: `(shipments.left_at is null or shipments.left_at > ${lately})`,
    },
    (_db, rows) => rows.map(toShipment),
  ),
  inventory: define<InventoryRow>(
    { from: 'inventory', columns: inventoryColumns, id: 'inventory.id', there: 'true', live: 'true' },
    (_db, rows) => rows.map(toInventoryItem),
  ),
}

/** Reads the rows of one kind for which `condition` holds besides. */
export async function readEntities(
  db: Queryable,
  type: EntityType,
  condition: string,
  values: readonly unknown[] = [],
): Promise<Entity[]> {
  const { from, columns, there, toEntities } = entityTables[type]
  return toEntities(db, await db.query(`select ${columns} from ${from} where ${there} and ${condition}`, values))
}
