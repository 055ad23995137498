import { computed, h, type ComputedRef } from 'vue'
import { type FilterField, type ListFilters } from '../list/ListFilters.ts'
import { useReplica } from '../replica/useReplica.ts'
import PriorityFlag from '../ui/PriorityFlag.vue'
import StatusGlyph from '../ui/StatusGlyph.vue'
import { filterLabels, filterOptions, filterValueLabel } from './filterOptions.ts'
import { filterFields } from './ticketFilter.ts'
import { priorityOf, statusOf } from './stateOf.ts'
import { useTicketList } from './useTicketList.ts'

const glyphs: Partial<Record<string, NonNullable<FilterField['glyph']>>> = {
  status: ({ value }) => h(StatusGlyph, { status: statusOf(value) }),
  priority: ({ value }) => h(PriorityFlag, { priority: priorityOf(value) }),
}

/** What tickets can be filtered by, for the toolbar and the heads of the columns. */
export function useTicketFilters(): ComputedRef<ListFilters> {
  const list = useTicketList()
  const replica = useReplica()
  const names = {
    site: (id: string) => replica.site(id)?.name,
    technician: (id: string) => replica.technician(id)?.name,
  }
  const fields = filterFields.map((id): FilterField => {
    const glyph = glyphs[id]
    return {
      id,
      label: filterLabels[id],
      options: () => filterOptions(id, list.inView, list.filter[id], names),
      labelOf: (value) => filterValueLabel(id, value, names),
      ...(glyph && { glyph }),
    }
  })
  return computed(() => ({
    fields,
    chosen: { ...list.filter },
    choose: (field, values) => (list.filter = { ...list.filter, [field]: values }),
  }))
}
