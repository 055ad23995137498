import { type GridColumn } from '../list/listColumns.ts'
import { type FilterField } from './ticketFilter.ts'
import { type SortColumn } from './ticketOrder.ts'

export interface TicketColumn extends GridColumn {
  id: SortColumn
  filter?: FilterField
}

export const ticketColumns: readonly TicketColumn[] = [
  { id: 'priority', label: 'Priority', min: 76, grow: 0, drop: 0, filter: 'priority' },
  { id: 'number', label: 'Number', min: 72, grow: 0, drop: 0 },
  { id: 'status', label: 'Status', min: 132, grow: 0, drop: 0, filter: 'status' },
  { id: 'title', label: 'Title', min: 220, grow: 3, drop: 0, main: true },
  { id: 'type', label: 'Type', min: 130, grow: 1, drop: 5, filter: 'type' },
  { id: 'site', label: 'Site', min: 140, grow: 1.2, drop: 3, filter: 'site' },
  { id: 'technician', label: 'Technicians', min: 140, grow: 1, drop: 1, filter: 'technician' },
  { id: 'scheduledFor', label: 'Scheduled', min: 108, grow: 0, drop: 4 },
  { id: 'due', label: 'Due', min: 96, grow: 0, drop: 3 },
  { id: 'createdAt', label: 'Age', min: 64, grow: 0, drop: 2, align: 'right' },
  { id: 'updatedAt', label: 'Changed', min: 92, grow: 0, drop: 6, align: 'right', extra: true },
]
