import { notFound, Refused } from '../contract/errors.ts'
import { isId } from '../contract/ids.ts'
import { type Technician, type UpdateTechnician } from '../contract/technician.ts'
import { isStaff } from '../contract/user.ts'
import { technicianColumns, toTechnician, type TechnicianRow } from '../db/rows/technicianRow.ts'
import { type Transaction } from '../db/write.ts'
import { changedFields, pickFields } from './changedFields.ts'
import { checkBase } from './checkBase.ts'
import { requireStaff } from './rights.ts'
import { type Command } from './Written.ts'

export const updateTechnician: Command<UpdateTechnician> = async (tx, { id, input, baseVersion }) => {
  const row = await lockVisibleTechnician(tx, id)
  requireStaff(tx.principal)
  const before = toTechnician(row)
  const next = toTechnician({ ...row, ...input })
  const fields = changedFields(before, next)
  if (fields.includes('active') && row.user_id !== null) {
    throw new Refused('conflict', 'This technician is a user: deactivate or activate the user.', {
      fields: ['active'],
      current: before,
    })
  }
  await checkBase(tx, { type: 'technician', current: before, fields, baseVersion })
  const after = await saveTechnician(tx, row, { ...row, ...input })
  return { status: 200, type: 'technician', id, version: after.version, data: after }
}

/** @throws {Refused} not_found, where there is none or, for a technician, where it is someone else. */
export async function lockVisibleTechnician(tx: Transaction, id: string): Promise<TechnicianRow> {
  const { role, technicianId } = tx.principal
  const visible = isId(id) && (isStaff(role) || id === technicianId)
  const [row] = visible
    ? await tx.query<TechnicianRow>(
        `select ${technicianColumns} from technicians where id = $1 and deleted_at is null for update`,
        [id],
      )
    : []
  if (!row) throw notFound('technician')
  return row
}

/** Stores who a technician is (not what they do); also for a user who is renamed, or is no technician any more. */
export async function saveTechnician(tx: Transaction, row: TechnicianRow, wanted: TechnicianRow): Promise<Technician> {
  const before = toTechnician(row)
  const changed = changedFields(before, toTechnician(wanted))
  if (changed.length === 0) return before
  const [saved] = await tx.query<TechnicianRow>(
    `update technicians set name = $2, phone = $3, skills = $4, active = $5, version = version + 1, updated_at = $6
     where id = $1 returning ${technicianColumns}`,
    [row.id, wanted.name, wanted.phone ?? null, wanted.skills, wanted.active, tx.at],
  )
  if (!saved) throw new Error(`technician ${row.id} vanished while it was locked`)
  const after = toTechnician(saved)
  tx.announce({
    type: 'technician',
    action: 'update',
    id: after.id,
    version: after.version,
    changed,
    data: after,
    before: pickFields(before, changed),
  })
  return after
}
