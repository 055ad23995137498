import { type CommandInput } from '../contract/commands.ts'
import { Refused } from '../contract/errors.ts'
import { type Technician } from '../contract/technician.ts'
import { toTechnician, type TechnicianRow } from '../db/rows/technicianRow.ts'
import { type Transaction } from '../db/write.ts'
import { checkVersion } from './checkVersion.ts'
import { requireStaff } from './rights.ts'
import { lockVisibleTechnician } from './updateTechnician.ts'
import { type Command } from './Written.ts'

/** A technician who is a user goes with that user. */
export const deleteTechnician: Command<CommandInput<'technician.delete'>> = async (tx, { id, baseVersion }) => {
  const row = await lockVisibleTechnician(tx, id)
  requireStaff(tx.principal)
  const technician = toTechnician(row)
  checkVersion(technician, baseVersion)
  if (row.user_id !== null) {
    throw new Refused('conflict', 'This technician is a user: delete or deactivate the user.', {
      fields: [],
      current: technician,
    })
  }
  const version = await removeTechnician(tx, row)
  return { status: 204, type: 'technician', id, version }
}

/** @throws {Refused} conflict, while they have active assignments. */
export async function removeTechnician(tx: Transaction, row: TechnicianRow): Promise<number> {
  const technician: Technician = toTechnician(row)
  const active = await tx.query('select 1 from assignments where technician_id = $1 and active limit 1', [row.id])
  if (active.length > 0) {
    throw new Refused('conflict', `${row.name} still has active assignments: release them first.`, {
      fields: [],
      current: technician,
    })
  }
  await tx.query(
    `update technicians set deleted_at = $2, updated_at = $2, active = false, version = version + 1,
       assignments_version = assignments_version + 1
     where id = $1`,
    [row.id, tx.at],
  )
  const version = technician.version + 1
  tx.announce({
    type: 'technician',
    action: 'delete',
    id: row.id,
    version,
    changed: [],
    data: { ...technician, version },
    before: {},
  })
  return version
}
