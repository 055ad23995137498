import { type Principal } from '../contract/principal.ts'
import { isStaff } from '../contract/user.ts'
import { type Database, type Queryable } from '../db/Database.ts'
import { siteColumns, type SiteRow } from '../db/rows/siteRow.ts'
import { technicianColumns, type TechnicianRow } from '../db/rows/technicianRow.ts'
import { ticketColumns, type TicketRow } from '../db/rows/ticketRow.ts'
import { userColumns, userTables, type UserRow } from '../db/rows/userRow.ts'
import { presenters, type ReadableType, type Row } from './readRows.ts'
import { inWorkingSet } from './workingSet.ts'

export type SyncItem = { type: ReadableType } & (
  | { id: string; version: number; data: Row }
  | { id: string; version: number; gone: true }
)

export interface SyncAnswer {
  head: number
  items: SyncItem[]
}

/** The public part of users, also for those who may see more of them: what is on every screen is one thing. */
export function asReplica(principal: Principal): Principal {
  return isStaff(principal.role) ? { ...principal, role: 'dispatcher' } : principal
}

/** Everything this person's replica holds, as of one moment, with the head of that moment. */
export async function readWorkingSet(db: Database, principal: Principal): Promise<SyncAnswer> {
  return db.read(principal, async (reader) => ({
    head: await headOf(reader),
    items: await workingSetItems(reader, asReplica(principal)),
  }))
}

export async function headOf(db: Queryable): Promise<number> {
  const [row] = await db.query<{ seq: number }>('select seq from relay_head')
  return row?.seq ?? 0
}

async function workingSetItems(db: Queryable, principal: Principal): Promise<SyncItem[]> {
  const users = await db.query<UserRow>(`select ${userColumns} from ${userTables} where users.deleted_at is null`)
  const technicians = await db.query<TechnicianRow>(
    `select ${technicianColumns} from technicians where deleted_at is null`,
  )
  const sites = await db.query<SiteRow>(`select ${siteColumns} from sites where deleted_at is null`)
  const tickets = await db.query<TicketRow>(
    `select ${ticketColumns} from tickets where deleted_at is null and ${inWorkingSet}`,
  )
  return [
    ...toItems('user', await presenters.user(db, principal, users)),
    ...toItems('technician', await presenters.technician(db, principal, technicians)),
    ...toItems('site', await presenters.site(db, principal, sites)),
    ...toItems('ticket', await presenters.ticket(db, principal, tickets)),
  ]
}

export function toItems(type: ReadableType, rows: readonly Row[]): SyncItem[] {
  return rows.map((data) => ({ type, id: data.id, version: data.version, data }))
}
