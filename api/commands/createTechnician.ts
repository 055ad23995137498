import { v7 as newId } from 'uuid'
import { type CreateTechnician, type Technician } from '../contract/technician.ts'
import { technicianColumns, toTechnician, type TechnicianRow } from '../db/rows/technicianRow.ts'
import { type Transaction } from '../db/write.ts'
import { requireStaff } from './rights.ts'
import { type Command } from './Written.ts'

export const createTechnician: Command<CreateTechnician> = async (tx, { input }) => {
  requireStaff(tx.principal)
  const technician = await insertTechnician(tx, input, undefined)
  return { status: 201, type: 'technician', id: technician.id, version: technician.version, data: technician }
}

/** Also for a user who becomes a technician. */
export async function insertTechnician(
  tx: Transaction,
  { name, phone, skills }: CreateTechnician,
  userId: string | undefined,
): Promise<Technician> {
  const [row] = await tx.query<TechnicianRow>(
    `insert into technicians (id, user_id, name, phone, skills, status_since, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $6, $6) returning ${technicianColumns}`,
    [newId(), userId ?? null, name, phone ?? null, skills ?? [], tx.at],
  )
  if (!row) throw new Error('insert into technicians returned nothing')
  const technician = toTechnician(row)
  tx.announce({
    type: 'technician',
    action: 'create',
    id: technician.id,
    version: technician.version,
    changed: ['name', ...(phone ? ['phone'] : []), ...(skills ? ['skills'] : [])],
    data: technician,
  })
  return technician
}
