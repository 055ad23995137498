import { type InventoryItem } from '../../../api/contract/inventoryItem.ts'
import { type Ticket } from '../../../api/contract/ticket.ts'
import { type PickOption } from '../ui/PickOption.ts'

interface Wanted {
  ticket: Pick<Ticket, 'siteId' | 'assigneeIds'>
  /** Whose van comes first. */
  technicianId: string | undefined
  /** What was asked for; empty where anything may be taken. */
  name: string
  nameOf: (technicianId: string) => string
  siteOf: (siteId: string) => string
}

/** Stock that a part can be taken from: what was asked for first, then what is nearest to the work. */
export function partOptions(rows: Iterable<{ id: string; data: InventoryItem }>, wanted: Wanted): PickOption[] {
  const words = wanted.name.toLowerCase().split(/\s+/).filter(Boolean)
  const fits = ({ name }: InventoryItem): number => words.filter((word) => name.toLowerCase().includes(word)).length
  return [...rows]
    .filter(({ data }) => data.kind === 'part' && data.quantity > 0)
    .map(({ id, data }) => ({ id, data, fit: fits(data), near: nearness(data, wanted) }))
    .toSorted((a, b) => b.fit - a.fit || b.near - a.near || a.data.name.localeCompare(b.data.name))
    .map(({ id, data }) => ({
      value: id,
      label: data.name,
      detail: placeWords(data, wanted),
      hint: `${data.quantity} ${data.unit ?? ''}`.trim(),
    }))
}

function nearness({ place, technicianId, siteId }: InventoryItem, { ticket, technicianId: own }: Wanted): number {
  if (place === 'technician' && technicianId !== undefined) {
    if (technicianId === own) return 4
    return ticket.assigneeIds.includes(technicianId) ? 3 : 0
  }
  if (place === 'site') return siteId === ticket.siteId ? 2 : 0
  return 1
}

function placeWords({ warehouse, technicianId, siteId }: InventoryItem, { nameOf, siteOf }: Wanted): string {
  if (technicianId !== undefined) return `with ${nameOf(technicianId)}`
  return siteId === undefined ? (warehouse ?? 'Main') : `at ${siteOf(siteId)}`
}
