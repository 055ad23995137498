import { notFound, Refused } from '../contract/errors.ts'
import { isId } from '../contract/ids.ts'
import { type UpdateUser, type User } from '../contract/user.ts'
import { technicianColumns, type TechnicianRow } from '../db/rows/technicianRow.ts'
import { toUser, userColumns, userTables, type UserRow } from '../db/rows/userRow.ts'
import { type Transaction } from '../db/write.ts'
import { changedFields, pickFields } from './changedFields.ts'
import { checkBase } from './checkBase.ts'
import { insertTechnician } from './createTechnician.ts'
import { requireAdmin, requireManager } from './rights.ts'
import { saveTechnician } from './updateTechnician.ts'
import { type Command } from './Written.ts'

/**
 * Renames, gives another role, deactivates. The technician row follows: made when somebody becomes a technician, inactive
 * when they are none any more. A deactivated user's sessions end at once; a changed role keeps its sessions, but
 * /sync answers 410 and MQTT connections are closed, so that every replica starts over under the new rights.
 */
export const updateUser: Command<UpdateUser> = async (tx, { id, input, baseVersion }) => {
  const user = await lockUser(tx, id)
  requireManager(tx.principal)
  const next: User = { ...user, ...input }
  if (user.role === 'admin' || next.role === 'admin') requireAdmin(tx.principal)
  const changed = changedFields(user, next)
  if (changed.length === 0) return { status: 200, type: 'user', id, version: user.version, data: user }
  await checkBase(tx, { type: 'user', current: user, fields: changed, baseVersion })
  if (changed.includes('role') || changed.includes('active')) await checkNotOneself(tx, user)

  const [saved] = await tx.query<{ version: number; updated_at: string }>(
    `update users set name = $2, role = $3, active = $4, version = version + 1, updated_at = $5
     where id = $1 returning version, updated_at`,
    [id, next.name, next.role, next.active, tx.at],
  )
  if (!saved) throw new Error(`user ${id} vanished while it was locked`)
  const technicianId = await followWithTechnician(tx, next)
  if (!next.active) await endSessions(tx, id, 'deactivated')
  const after: User = { ...next, version: saved.version, updatedAt: saved.updated_at }
  if (next.role === 'technician' && technicianId !== undefined) after.technicianId = technicianId
  else delete after.technicianId
  announceUser(tx, user, after)
  return { status: 200, type: 'user', id, version: after.version, data: after }
}

export async function lockUser(tx: Transaction, id: string): Promise<User> {
  const [row] = isId(id)
    ? await tx.query<UserRow>(
        `select ${userColumns} from ${userTables} where users.id = $1 and users.deleted_at is null for update of users`,
        [id],
      )
    : []
  if (!row) throw notFound('user')
  return toUser(row)
}

/** Whoever could take away their own rights could leave nobody who can give them back. */
export async function checkNotOneself(tx: Transaction, user: User): Promise<void> {
  if (user.id !== tx.principal.userId) return
  throw new Refused('conflict', 'You cannot change your own role or deactivate yourself; ask another admin.', {
    fields: ['role', 'active'],
    current: user,
  })
}

async function followWithTechnician(tx: Transaction, user: User): Promise<string | undefined> {
  const [row] = await tx.query<TechnicianRow>(
    `select ${technicianColumns} from technicians where user_id = $1 and deleted_at is null for update`,
    [user.id],
  )
  if (row) {
    await saveTechnician(tx, row, { ...row, name: user.name, active: user.active && user.role === 'technician' })
    return row.id
  }
  return user.role === 'technician' ? (await insertTechnician(tx, { name: user.name }, user.id)).id : undefined
}

export async function endSessions(tx: Transaction, userId: string, why: string): Promise<void> {
  await tx.query('update sessions set revoked_at = $2, revoked_why = $3 where user_id = $1 and revoked_at is null', [
    userId,
    tx.at,
    why,
  ])
}

function announceUser(tx: Transaction, before: User, after: User): void {
  const changed = changedFields(before, after)
  tx.announce({
    type: 'user',
    action: 'update',
    id: after.id,
    version: after.version,
    changed,
    data: after,
    before: pickFields(before, changed),
  })
}
