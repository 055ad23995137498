import { type InventoryItem } from '../../../api/contract/inventoryItem.ts'
import { type RowChange } from '../../link/messages.ts'
import { type PickOption } from '../ui/PickOption.ts'
import { warehouseValue } from './moveForm.ts'

interface Rows {
  inventory: Iterable<RowChange<'inventory'>>
  sites: Iterable<RowChange<'site'>>
  technicians: Iterable<RowChange<'technician'>>
}

/** Where something can be: the warehouses in use, then technicians, then sites, each by name. A new warehouse is named by whoever uses it first. */
export function placeOptions({ inventory, sites, technicians }: Rows): PickOption[] {
  const warehouses = new Set(['Main', ...warehousesOf(inventory)])
  return [
    ...headed(
      'Warehouses',
      [...warehouses].map((name) => ({ value: warehouseValue(name), label: name })),
    ),
    ...headed(
      'Technicians',
      [...technicians]
        .filter(({ data }) => data.active)
        .map(({ data }) => ({ value: `technician:${data.id}`, label: data.name })),
    ),
    ...headed(
      'Sites',
      [...sites].map(({ data }) => ({
        value: `site:${data.id}`,
        label: data.name,
        detail: data.address === data.name ? undefined : data.address,
      })),
    ),
  ]
}

function warehousesOf(inventory: Rows['inventory']): string[] {
  return [...inventory].flatMap(({ data }: { data: InventoryItem }) => data.warehouse ?? [])
}

function headed(heading: string, options: PickOption[]): PickOption[] {
  return options
    .toSorted((a, b) => (a.label.toLowerCase() < b.label.toLowerCase() ? -1 : 1))
    .map((option, index) => (index === 0 ? { ...option, heading } : option))
}
