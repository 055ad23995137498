import { type HoldReason, type TicketStatus } from '../../../api/contract/ticket.ts'
import { type PickOption } from '../ui/PickOption.ts'
import { holdReasonWords, priorityWords, ticketStatusWords } from '../ui/words.ts'
import { byName, countValues, fixedValues, nobody, type FilterField } from './ticketFilter.ts'
import { type TicketRow } from './ticketRow.ts'

export const filterLabels: Record<FilterField, string> = {
  status: 'Status',
  priority: 'Priority',
  type: 'Type',
  holdReason: 'On hold for',
  technician: 'Technician',
  site: 'Site',
}

export interface FilterNames {
  site: (id: string) => string | undefined
  technician: (id: string) => string | undefined
}

export function filterValueLabel(field: FilterField, value: string, names: FilterNames): string {
  switch (field) {
    case 'status':
      return isStatus(value) ? ticketStatusWords[value] : value
    case 'priority':
      return isPriority(value) ? `${value} ${priorityWords[value]}` : value
    case 'holdReason':
      return isHoldReason(value) ? holdReasonWords[value] : value
    case 'technician':
      return value === nobody ? 'Unassigned' : (names.technician(value) ?? 'Someone')
    case 'site':
      return names.site(value) ?? 'A site'
    case 'type':
      return value
  }
}

function isStatus(value: string): value is TicketStatus {
  return Object.hasOwn(ticketStatusWords, value)
}

function isHoldReason(value: string): value is HoldReason {
  return Object.hasOwn(holdReasonWords, value)
}

function isPriority(value: string): value is keyof typeof priorityWords {
  return Object.hasOwn(priorityWords, value)
}

/** What a filter offers: the values that rows have, with how many, and those already chosen. */
export function filterOptions(
  field: FilterField,
  rows: Iterable<TicketRow>,
  chosen: readonly string[],
  names: FilterNames,
): PickOption[] {
  const counts = countValues(rows, field)
  const fixed = fixedValues(field)
  const values = fixed ?? [...new Set([...chosen, ...counts.keys()])]
  const options = values
    .filter((value) => counts.has(value) || chosen.includes(value))
    .map((value) => ({
      value,
      label: filterValueLabel(field, value, names),
      hint: (counts.get(value) ?? 0).toLocaleString('en'),
    }))
  if (fixed) return options
  return options.sort((a, b) => Number(b.value === nobody) - Number(a.value === nobody) || byName(a.label, b.label))
}
