import { type Principal } from '../contract/principal.ts'
import { type SessionUser } from '../contract/session.ts'
import { type Role } from '../contract/user.ts'
import { type Queryable } from '../db/Database.ts'
import { present } from '../db/rows/present.ts'

export interface SignInRow {
  id: string
  email: string
  name: string
  role: Role
  technician_id: string | null
}

export interface SessionRow extends SignInRow {
  session_id: string
  generation: number
  rotated_at: string
  access_expires_at: string
  refresh_expires_at: string
  revoked_at: string | null
  active: boolean
}

export const sessionColumns = `sessions.id as session_id, generation, rotated_at, access_expires_at, refresh_expires_at, revoked_at,
  users.id, users.name, users.role, users.active, credentials.email, technicians.id as technician_id`
export const sessionTables = `sessions join users on users.id = sessions.user_id and users.deleted_at is null
  join credentials on credentials.user_id = users.id
  left join technicians on technicians.user_id = users.id and technicians.deleted_at is null`

export async function lockSession(db: Queryable, id: string): Promise<SessionRow | undefined> {
  const [row] = await db.query<SessionRow>(
    `select ${sessionColumns} from ${sessionTables} where sessions.id = $1 for update of sessions`,
    [id],
  )
  return row
}

export function toSessionUser(row: SignInRow): SessionUser {
  const technicianId = row.role === 'technician' ? row.technician_id : null
  return present({ id: row.id, email: row.email, name: row.name, role: row.role, technicianId })
}

export function toPrincipal(row: SignInRow, sessionId: string): Principal & { userId: string; sessionId: string } {
  const { technicianId, name, role } = toSessionUser(row)
  return { userId: row.id, name, role, sessionId, ...(technicianId ? { technicianId } : {}) }
}
