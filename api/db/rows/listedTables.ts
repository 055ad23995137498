import { type EntityType } from '../../contract/change.ts'
import { type Queryable } from '../Database.ts'
import { assignmentColumns, toAssignment, type AssignmentRow } from './assignmentRow.ts'
import { entityTables, type EntityTable } from './entityTables.ts'

/** Assignments travel in their tickets, but can be listed and read by themselves. */
export type ListedType = EntityType | 'assignment'

/** A row of a list: what all of them have. */
export interface Row {
  id: string
  version: number
}

export interface ListedTable extends Omit<EntityTable, 'live' | 'toEntities'> {
  toEntities: (db: Queryable, rows: readonly object[]) => Promise<Row[]>
}

const ofSomeTicket =
  'exists (select 1 from tickets where tickets.id = assignments.ticket_id and tickets.deleted_at is null)'

export const listedTables: Record<ListedType, ListedTable> = {
  ...entityTables,
  assignment: {
    from: 'assignments',
    columns: assignmentColumns.map((column) => `assignments.${column}`).join(', '),
    id: 'assignments.id',
    there: ofSomeTicket,
    // They were selected by the columns above.
    toEntities: async (_db, rows) => (rows as AssignmentRow[]).map(toAssignment),
  },
}
