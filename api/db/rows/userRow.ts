import { isManager, isStaff, type Role, type User, type UserName, type UserWithEmail } from '../../contract/user.ts'
import { type Principal } from '../../contract/principal.ts'
import { present } from './present.ts'

export interface UserRow {
  id: string
  version: number
  name: string
  role: Role
  active: boolean
  technician_id: string | null
  created_at: string
  updated_at: string
}

/** A user with the technician they are; `from` must join technicians as below. */
export const userColumns =
  'users.id, users.version, users.name, users.role, users.active, technicians.id as technician_id, users.created_at, users.updated_at'
export const userTables = 'users left join technicians on technicians.user_id = users.id'

export function toUser(row: UserRow): User {
  return present({
    id: row.id,
    version: row.version,
    name: row.name,
    role: row.role,
    active: row.active,
    technicianId: row.role === 'technician' ? row.technician_id : null,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  })
}

/** What one person may know of another: managers the address too, staff the public part, technicians the name. */
export function userAsSeenBy(
  principal: Principal,
  user: User,
  mail: Pick<UserWithEmail, 'email' | 'mailProblem'> | undefined,
): User | UserWithEmail | UserName {
  if (isManager(principal.role) && mail !== undefined) return { ...user, ...mail }
  if (isStaff(principal.role) || principal.userId === user.id) return user
  return { id: user.id, version: user.version, name: user.name }
}
