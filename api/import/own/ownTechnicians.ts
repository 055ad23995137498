import { updateTechnician } from '../../commands/updateTechnician.ts'
import { manualStatuses, Technician } from '../../contract/technician.ts'
import { technicianColumns, toTechnician, type TechnicianRow } from '../../db/rows/technicianRow.ts'
import { inserted } from './inserted.ts'
import { ownFormat } from './ownFormat.ts'

/**
 * `Export` of technicians: who they are, and whether they are on duty. What they do follows from assignments, which are no part
 * of it; nor is a sign-in: whoever has one here keeps it, whoever has none gets it from a manager.
 */
export const ownTechnicians = ownFormat<Technician>({
  name: 'signalbox-technicians',
  type: 'technician',
  table: 'technicians',
  requiredColumns: ['name', 'skills', 'duty'],
  schema: Technician,
  read: ({ text, number, yes, list }) => ({
    id: text('id'),
    version: number('version'),
    name: text('name'),
    phone: text('phone'),
    skills: list('skills'),
    active: yes('active'),
    duty: text('duty'),
    status: text('status'),
    statusReason: text('statusReason'),
    statusSince: text('statusSince'),
    reach: text('reach'),
    createdAt: text('createdAt'),
    updatedAt: text('updatedAt'),
  }),
  titleOf: ({ name }) => name,
  show: ({ skills }) => ({ type: skills.join(', ') }),
  async insert(tx, technician) {
    const status = manualStatuses.find((each) => each === technician.status)
    const row = await inserted<TechnicianRow>(tx, 'technicians', technicianColumns, {
      id: technician.id,
      version: technician.version,
      name: technician.name,
      phone: technician.phone,
      skills: technician.skills,
      active: technician.active,
      duty: technician.duty,
      manual_status: status ?? 'available',
      status: status ?? 'available',
      status_reason: status && technician.statusReason,
      status_since: technician.statusSince,
      created_at: technician.createdAt,
      updated_at: technician.updatedAt,
    })
    return { data: toTechnician(row), version: row.version }
  },
  async update(tx, { id, name, phone, skills }) {
    return (await updateTechnician(tx, { id, input: { name, phone: phone ?? null, skills } })).version
  },
})
