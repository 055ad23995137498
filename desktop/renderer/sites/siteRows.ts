import { type Site } from '../../../api/contract/site.ts'
import { isEnded, type Ticket } from '../../../api/contract/ticket.ts'
import { type InventoryItem } from '../../../api/contract/inventoryItem.ts'
import { type RowChange } from '../../link/messages.ts'

/** A site as the list shows it: with what is going on there. */
export interface SiteRow {
  readonly id: string
  readonly version: number
  readonly pending: readonly string[]
  readonly site: Site
  readonly change: RowChange<'site'>
  readonly openTickets: number
  readonly equipment: number
}

export function siteRows(
  sites: Iterable<RowChange<'site'>>,
  tickets: Iterable<{ data: Ticket }>,
  inventory: Iterable<{ data: InventoryItem }>,
): SiteRow[] {
  const open = countBy(tickets, ({ status, siteId }) => (isEnded(status) ? undefined : siteId))
  const equipment = countBy(inventory, ({ siteId }) => siteId)
  return [...sites].map((change) => ({
    id: change.id,
    version: change.version,
    pending: change.pending,
    site: change.data,
    change,
    openTickets: open.get(change.id) ?? 0,
    equipment: equipment.get(change.id) ?? 0,
  }))
}

function countBy<Data>(rows: Iterable<{ data: Data }>, keyOf: (data: Data) => string | undefined): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { data } of rows) {
    const key = keyOf(data)
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

/** Opens whatever maps this machine has; nothing is loaded from anywhere. */
export function geoLink({ latitude, longitude, address, name }: Site): string {
  if (latitude !== undefined && longitude !== undefined) return `geo:${latitude},${longitude}`
  return `geo:0,0?q=${encodeURIComponent(address ?? name)}`
}
