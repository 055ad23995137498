import {
  type Duty,
  type ManualStatus,
  type Reach,
  type Technician,
  type TechnicianStatus,
} from '../../contract/technician.ts'
import { present } from './present.ts'

export interface TechnicianRow {
  id: string
  version: number
  user_id: string | null
  name: string
  phone: string | null
  skills: string[]
  active: boolean
  duty: Duty
  manual_status: ManualStatus
  status: TechnicianStatus
  status_reason: string | null
  status_since: string
  reach: Reach
  current_assignment: Technician['currentAssignment'] | null
  assignments_version: number
  created_at: string
  updated_at: string
}

export const technicianColumns = [
  'id',
  'version',
  'user_id',
  'name',
  'phone',
  'skills',
  'active',
  'duty',
  'manual_status',
  'status',
  'status_reason',
  'status_since',
  'reach',
  'current_assignment',
  'assignments_version',
  'created_at',
  'updated_at',
]
  .map((column) => `technicians.${column}`)
  .join(', ')

export function toTechnician(row: TechnicianRow): Technician {
  return present({
    id: row.id,
    version: row.version,
    userId: row.user_id,
    name: row.name,
    phone: row.phone,
    skills: row.skills,
    active: row.active,
    duty: row.duty,
    status: row.status,
    statusReason: row.status_reason,
    statusSince: row.status_since,
    reach: row.reach,
    currentAssignment: row.current_assignment,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  })
}
