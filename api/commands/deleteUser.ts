import { type CommandInput } from '../contract/commands.ts'
import { technicianColumns, type TechnicianRow } from '../db/rows/technicianRow.ts'
import { checkVersion } from './checkVersion.ts'
import { removeTechnician } from './deleteTechnician.ts'
import { requireAdmin, requireManager } from './rights.ts'
import { checkNotOneself, endSessions, lockUser } from './updateUser.ts'
import { type Command } from './Written.ts'

/** The address becomes free again; the name stays in history. */
export const deleteUser: Command<CommandInput<'user.delete'>> = async (tx, { id, baseVersion }) => {
  const user = await lockUser(tx, id)
  requireManager(tx.principal)
  if (user.role === 'admin') requireAdmin(tx.principal)
  checkVersion(user, baseVersion)
  await checkNotOneself(tx, user)
  const [technician] = await tx.query<TechnicianRow>(
    `select ${technicianColumns} from technicians where user_id = $1 and deleted_at is null for update`,
    [id],
  )
  if (technician) await removeTechnician(tx, technician)
  await endSessions(tx, id, 'deleted')
  await tx.query('delete from credentials where user_id = $1', [id])
  await tx.query(
    'update users set active = false, deleted_at = $2, updated_at = $2, version = version + 1 where id = $1',
    [id, tx.at],
  )
  const version = user.version + 1
  tx.announce({ type: 'user', action: 'delete', id, version, changed: [], data: { ...user, version }, before: {} })
  return { status: 204, type: 'user', id, version }
}
