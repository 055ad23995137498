import { type InventoryItem } from '../../../api/contract/inventoryItem.ts'

/** A tab over the list: a rule, and what it says when nothing is there. */
export interface InventoryView {
  id: string
  label: string
  empty: string
  holds: (item: InventoryItem) => boolean
}

/** Fewer than the least there should be. */
export function isLowStock({ quantity, minimum }: Pick<InventoryItem, 'quantity' | 'minimum'>): boolean {
  return minimum !== undefined && quantity < minimum
}

/** "14 boxes", "3". */
export function quantityWords({ quantity, unit }: Pick<InventoryItem, 'quantity' | 'unit'>): string {
  const number = quantity.toLocaleString('en')
  return unit === undefined ? number : `${number} ${unit}`
}

export interface PlaceNames {
  site(id: string): string | undefined
  technician(id: string): string | undefined
}

export function placeName({ warehouse, siteId, technicianId }: InventoryItem, names: PlaceNames): string {
  if (siteId !== undefined) return names.site(siteId) ?? 'a site'
  if (technicianId !== undefined) return names.technician(technicianId) ?? 'a technician'
  return warehouse ?? ''
}

/** The address of an item's own page. */
export function itemPath({ id }: Pick<InventoryItem, 'id'>): string {
  return `/item/${id}`
}

/** The address of what is known of the place, where it has one: a site's view, a technician in their list. */
export function placePath(item: InventoryItem, names: PlaceNames): string | undefined {
  if (item.siteId !== undefined) return `/site/${item.siteId}`
  if (item.technicianId === undefined) return undefined
  return `/technicians?q=${encodeURIComponent(placeName(item, names))}`
}

/** Another stock of the same part: what would become one if both were at one place. */
export function isSamePart(item: InventoryItem, other: InventoryItem): boolean {
  return (
    item.id !== other.id &&
    item.kind === 'part' &&
    other.kind === 'part' &&
    item.name === other.name &&
    item.sku === other.sku &&
    item.unit === other.unit &&
    item.serialNumber === undefined &&
    other.serialNumber === undefined
  )
}

const placeOrder: readonly InventoryItem['place'][] = ['warehouse', 'site', 'technician']

/** Sorted by this, what is kept at one place is together: warehouses first, then sites, then technicians, each by name. */
export function placeKey(item: InventoryItem, names: PlaceNames): string {
  return `${placeOrder.indexOf(item.place)} ${placeName(item, names).toLowerCase()}`
}

export const inventoryViews: readonly InventoryView[] = [
  { id: 'all', label: 'All', empty: 'Parts and equipment show here, wherever they are kept.', holds: () => true },
  {
    id: 'parts',
    label: 'Parts',
    empty: 'What is used up on tickets shows here.',
    holds: ({ kind }) => kind === 'part',
  },
  {
    id: 'equipment',
    label: 'Equipment',
    empty: 'What is installed at sites, or lent and brought back, shows here.',
    holds: ({ kind }) => kind === 'equipment',
  },
  {
    id: 'low',
    label: 'Low stock',
    empty: 'What has fewer than its minimum shows here.',
    holds: isLowStock,
  },
  {
    id: 'technicians',
    label: 'With technicians',
    empty: 'What technicians carry with them shows here.',
    holds: ({ place }) => place === 'technician',
  },
  {
    id: 'sites',
    label: 'At sites',
    empty: 'What is kept or installed at sites shows here.',
    holds: ({ place }) => place === 'site',
  },
  {
    id: 'warehouses',
    label: 'Warehouses',
    empty: 'What lies in a warehouse shows here.',
    holds: ({ place }) => place === 'warehouse',
  },
]
