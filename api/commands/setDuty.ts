import { type SetDuty } from '../contract/technician.ts'
import { lockOwnTechnician } from './setStatus.ts'
import { saveTechnicianStatus } from './refreshTechnician.ts'
import { type Command } from './Written.ts'

/** Begins or ends a shift: one's own, or anyone's for a dispatcher. */
export const setDuty: Command<SetDuty> = async (tx, { id, input: { duty } }) => {
  const { row, assignments } = await lockOwnTechnician(tx, id)
  const technician = await saveTechnicianStatus(tx, { ...row, duty }, row, assignments)
  return { status: 200, type: 'technician', id, version: technician.version, data: technician }
}
