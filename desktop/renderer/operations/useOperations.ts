import { computed } from 'vue'
import { priorities, ticketStatuses, holdReasons } from '../../../api/contract/ticket.ts'
import { isLowStock } from '../inventory/inventoryViews.ts'
import { useReplica } from '../replica/useReplica.ts'
import { hasException, isDueToday, isLateShipment } from '../shipments/shipmentViews.ts'
import { useShipmentPlaces } from '../shipments/useShipmentPlaces.ts'
import { byName } from '../tickets/ticketFilter.ts'
import { useTicketList } from '../tickets/useTicketList.ts'
import { useTicketTally } from '../tickets/useTicketTally.ts'
import { useNow } from '../ui/clock.ts'
import { countCrew, crewGroups } from './crew.ts'
import { oldestOf } from './oldestOf.ts'

/** A number with what it counts. */
export interface Count<Value extends string = string> {
  value: Value
  count: number
}

/** Two pages of the wallboard. */
const mostUnassigned = 14

/** Every number of Operations and of the wallboard, from the one replica by the rules of the lists behind them. */
export function useOperations() {
  const replica = useReplica()
  const list = useTicketList()
  const tally = useTicketTally()
  const now = useNow('minute')

  const counted = <Value extends string>(
    values: readonly Value[],
    counts: ReadonlyMap<string, number>,
  ): Count<Value>[] => values.map((value) => ({ value, count: counts.get(value) ?? 0 }))

  const statuses = computed(() => counted(ticketStatuses, tally.of('all', 'status')))
  const byPriority = computed(() => counted(priorities, tally.of('open', 'priority')))
  const unassignedByPriority = computed(() => counted(priorities, tally.of('unassigned', 'priority')))
  const holds = computed(() => counted(holdReasons, tally.of('hold', 'holdReason')))
  const types = computed(() =>
    [...tally.of('open', 'type')]
      .map(([value, count]): Count => ({ value, count }))
      .sort((a, b) => b.count - a.count || byName(a.value, b.value)),
  )

  const unassigned = computed(() => oldestOf(list.rowsIn('unassigned'), mostUnassigned))

  const crew = computed(() => countCrew(replica.technicians.values().map(({ data }) => data)))
  const crewCounts = computed(() =>
    crewGroups.map((value) => ({ value, count: crew.value.groups.get(value) ?? 0 })).filter(({ count }) => count > 0),
  )
  const { zoneOf } = useShipmentPlaces()
  const shipments = computed(() => {
    const all = Array.from(replica.shipments.values(), ({ data }) => data)
    return {
      due: all.filter((each) => isDueToday(each, { now: now.value, zone: zoneOf(each) })),
      overdue: all.filter((each) => isLateShipment(each, now.value)),
      exceptions: all.filter(hasException),
    }
  })
  const lowStock = computed(() => Array.from(replica.inventory.values(), ({ data }) => data).filter(isLowStock))

  return {
    total: tally.total,
    statuses,
    byPriority,
    unassignedByPriority,
    holds,
    types,
    unassigned,
    crew,
    crewCounts,
    shipments,
    lowStock,
    zoneOf,
    now,
  }
}
