import { type EntityType } from '../contract/change.ts'
import { type Principal } from '../contract/principal.ts'
import { isManager } from '../contract/user.ts'
import { type Queryable } from '../db/Database.ts'
import { siteColumns, toSite, type SiteRow } from '../db/rows/siteRow.ts'
import { technicianColumns, toTechnician, type TechnicianRow } from '../db/rows/technicianRow.ts'
import { ticketColumns, toTickets, type TicketRow } from '../db/rows/ticketRow.ts'
import { toUser, userAsSeenBy, userColumns, userTables, type UserRow } from '../db/rows/userRow.ts'

/** A row as the API answers it. */
export interface Row {
  id: string
  version: number
}

/** Turns stored rows into what this person may know of them; they were read under row level security. */
export const presenters = {
  ticket: (db: Queryable, _principal: Principal, rows: TicketRow[]): Promise<Row[]> => toTickets(db, rows),
  site: async (_db: Queryable, _principal: Principal, rows: SiteRow[]): Promise<Row[]> => rows.map(toSite),
  technician: async (_db: Queryable, _principal: Principal, rows: TechnicianRow[]): Promise<Row[]> =>
    rows.map(toTechnician),
  user: async (db: Queryable, principal: Principal, rows: UserRow[]): Promise<Row[]> => {
    const emails = await emailsOf(db, principal, rows)
    return rows.map((row) => userAsSeenBy(principal, toUser(row), emails.get(row.id)))
  },
}

async function emailsOf(db: Queryable, principal: Principal, rows: UserRow[]): Promise<Map<string, string>> {
  if (!isManager(principal.role)) return new Map()
  const found = await db.query<{ user_id: string; email: string }>(
    'select user_id, email from credentials where user_id = any($1)',
    [rows.map((row) => row.id)],
  )
  return new Map(found.map((each) => [each.user_id, each.email]))
}

export type ReadableType = keyof typeof presenters

export function isReadable(type: EntityType): type is ReadableType {
  return type in presenters
}

/** The visible ones among these, by id. What is hidden or deleted is not among them. */
export async function readByIds(
  db: Queryable,
  principal: Principal,
  type: ReadableType,
  ids: readonly string[],
): Promise<Row[]> {
  if (ids.length === 0) return []
  switch (type) {
    case 'ticket': {
      const sql = `select ${ticketColumns} from tickets where id = any($1) and deleted_at is null`
      return presenters.ticket(db, principal, await db.query<TicketRow>(sql, [ids]))
    }
    case 'site': {
      const sql = `select ${siteColumns} from sites where id = any($1) and deleted_at is null`
      return presenters.site(db, principal, await db.query<SiteRow>(sql, [ids]))
    }
    case 'technician': {
      const sql = `select ${technicianColumns} from technicians where id = any($1) and deleted_at is null`
      return presenters.technician(db, principal, await db.query<TechnicianRow>(sql, [ids]))
    }
    case 'user': {
      const sql = `select ${userColumns} from ${userTables} where users.id = any($1) and users.deleted_at is null`
      return presenters.user(db, principal, await db.query<UserRow>(sql, [ids]))
    }
  }
}
