import { hangingTypes, type EntityType } from '../contract/change.ts'
import { type Principal } from '../contract/principal.ts'
import { type Queryable } from '../db/Database.ts'

/** Committed but not yet numbered changes count as well: the answer may be newer than its head, never older. $1 is the former head. */
export const since = '(seq > $1 or seq is null)'

/** Something that changed since, with the newest version that the log knows. Read as the system, so never answered as it is. */
export interface Touched {
  id: string
  version: number
}

/** A ticket that changed since, as one technician lived it. */
export interface TouchedTicket extends Touched {
  /** Where it was and is. */
  site_ids: string[]
  /** They saw it at some time since. */
  seen: boolean
  /** They came to see it only since, or it moved to another site. */
  gained: boolean
  /** When they last lost sight of it. */
  lost_at: string | null
}

export function touchedTickets(db: Queryable, principal: Principal, from: number): Promise<TouchedTicket[]> {
  const saw = '(pool_before or $2 = any(viewer_ids_before))'
  const sees = '(pool or $2 = any(viewer_ids))'
  return db.query<TouchedTicket>(
    `select entity_id as id, max(version) as version,
       array_remove(array_agg(data ->> 'siteId') || array_agg(before ->> 'siteId'), null) as site_ids,
       bool_or(${saw} or ${sees}) as seen,
       bool_or(not ${saw} or 'siteId' = any(changed)) as gained,
       max(at) filter (where ${saw} and not ${sees}) as lost_at
     from changes where ${since} and type = 'ticket' group by entity_id`,
    [from, principal.technicianId ?? null],
  )
}

export interface TouchedHanging extends Touched {
  type: EntityType
  ticket_ids: string[]
  deleted: boolean
}

/** Comments, time entries, attachments and shipments, with the tickets they hung or hang on. */
export function touchedHanging(db: Queryable, from: number): Promise<TouchedHanging[]> {
  return db.query<TouchedHanging>(
    `select type, entity_id as id, max(version) as version,
       array_remove(array_agg(ticket_id::text) || array_agg(before ->> 'ticketId'), null) as ticket_ids,
       bool_or(action = 'delete') as deleted
     from changes where ${since} and type = any($2) group by type, entity_id`,
    [from, hangingTypes],
  )
}

export interface TouchedInventory extends Touched {
  site_ids: string[]
  technician_ids: string[]
}

/** Inventory, with the sites and technicians where it was and is. */
export function touchedInventory(db: Queryable, from: number): Promise<TouchedInventory[]> {
  const both = (field: string) =>
    `array_remove(array_agg(data ->> '${field}') || array_agg(before ->> '${field}'), null)`
  return db.query<TouchedInventory>(
    `select entity_id as id, max(version) as version, ${both('siteId')} as site_ids, ${both('technicianId')} as technician_ids
     from changes where ${since} and type = 'inventory' group by entity_id`,
    [from],
  )
}

export function touchedOf(db: Queryable, from: number, type: EntityType): Promise<Touched[]> {
  return db.query<Touched>(
    `select entity_id as id, max(version) as version from changes where ${since} and type = $2 group by entity_id`,
    [from, type],
  )
}
