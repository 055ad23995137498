import { priorities, ticketStatuses } from '../../../api/contract/ticket.ts'
import { plain } from '../list/plain.ts'
import { type TicketRow } from './ticketRow.ts'

/** Values of one field mean "or", fields mean "and"; an empty one filters nothing. */
export interface TicketFilter {
  status: readonly string[]
  priority: readonly string[]
  type: readonly string[]
  /** Technicians' ids, or `none`. */
  technician: readonly string[]
  site: readonly string[]
}
export const filterFields = ['status', 'priority', 'type', 'technician', 'site'] as const
export type FilterField = (typeof filterFields)[number]

export const noFilter: TicketFilter = { status: [], priority: [], type: [], technician: [], site: [] }
export const nobody = 'none'

export function isFiltering(filter: TicketFilter): boolean {
  return filterFields.some((field) => filter[field].length > 0)
}

/** Undefined where everything passes: 50,000 calls saved. */
export function filterTest(filter: TicketFilter): ((row: TicketRow) => boolean) | undefined {
  const tests = filterFields.flatMap((field) => fieldTest(field, filter[field]) ?? [])
  const [first] = tests
  if (!first) return undefined
  return tests.length === 1 ? first : (row) => tests.every((test) => test(row))
}

function fieldTest(field: FilterField, values: readonly string[]): ((row: TicketRow) => boolean) | undefined {
  if (values.length === 0) return undefined
  const wanted = new Set(values)
  if (field === 'technician') {
    return ({ ticket }) =>
      ticket.assigneeIds.length === 0 ? wanted.has(nobody) : ticket.assigneeIds.some((id) => wanted.has(id))
  }
  return (row) => wanted.has(valueOf(row, field))
}

function valueOf({ ticket }: TicketRow, field: Exclude<FilterField, 'technician'>): string {
  return field === 'site' ? ticket.siteId : ticket[field]
}

/** How many rows have each value of a field: what a filter's menu shows. */
export function countValues(rows: Iterable<TicketRow>, field: FilterField): Map<string, number> {
  const counts = new Map<string, number>()
  const add = (value: string): void => void counts.set(value, (counts.get(value) ?? 0) + 1)
  for (const row of rows) {
    if (field !== 'technician') add(valueOf(row, field))
    else if (row.ticket.assigneeIds.length === 0) add(nobody)
    else for (const id of row.ticket.assigneeIds) add(id)
  }
  return counts
}

/** Closed lists in their own order, the others by name. */
export function fixedValues(field: FilterField): readonly string[] | undefined {
  if (field === 'status') return ticketStatuses
  return field === 'priority' ? priorities : undefined
}

export function byName(a: string, b: string): number {
  const [left, right] = [plain(a), plain(b)]
  return left < right ? -1 : left > right ? 1 : 0
}
