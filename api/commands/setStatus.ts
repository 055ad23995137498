import { notFound, Refused } from '../contract/errors.ts'
import { isId } from '../contract/ids.ts'
import { type SetStatus } from '../contract/technician.ts'
import { isStaff } from '../contract/user.ts'
import { type Transaction } from '../db/write.ts'
import { lockTechnician, saveTechnicianStatus, type LockedTechnician } from './refreshTechnician.ts'
import { type Command } from './Written.ts'

/** What a person says of themselves; `unavailable` wants a reason. */
export const setStatus: Command<SetStatus> = async (tx, { id, input: { status, reason } }) => {
  const { row, assignments } = await lockOwnTechnician(tx, id)
  if (status === 'unavailable' && reason === undefined) {
    throw new Refused('invalid_input', 'Say why: unavailable needs a reason.', { field: 'reason' })
  }
  const wanted = { ...row, manual_status: status, status_reason: status === 'available' ? null : (reason ?? null) }
  const technician = await saveTechnicianStatus(tx, wanted, row, assignments)
  return { status: 200, type: 'technician', id, version: technician.version, data: technician }
}

/** @throws {Refused} not_found, where there is none or, for a technician, where it is someone else. */
export async function lockOwnTechnician(tx: Transaction, id: string): Promise<LockedTechnician> {
  const { role, technicianId } = tx.principal
  const locked = isId(id) && (isStaff(role) || id === technicianId) ? await lockTechnician(tx, id) : undefined
  if (!locked) throw notFound('technician')
  return locked
}
