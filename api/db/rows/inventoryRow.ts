import { type InventoryItem, type InventoryKind, type InventoryPlace } from '../../contract/inventoryItem.ts'
import { present } from './present.ts'

export interface InventoryRow {
  id: string
  version: number
  kind: InventoryKind
  name: string
  sku: string | null
  serial_number: string | null
  quantity: number
  minimum: number | null
  unit: string | null
  place: InventoryPlace
  warehouse: string | null
  site_id: string | null
  technician_id: string | null
  notes: string | null
  created_at: string
  updated_at: string
}

export const inventoryColumns = [
  'id',
  'version',
  'kind',
  'name',
  'sku',
  'serial_number',
  'quantity',
  'minimum',
  'unit',
  'place',
  'warehouse',
  'site_id',
  'technician_id',
  'notes',
  'created_at',
  'updated_at',
]
  .map((column) => `inventory.${column}`)
  .join(', ')

export function toInventoryItem(row: InventoryRow): InventoryItem {
  return present({
    id: row.id,
    version: row.version,
    kind: row.kind,
    name: row.name,
    sku: row.sku,
    serialNumber: row.serial_number,
    quantity: row.quantity,
    minimum: row.minimum,
    unit: row.unit,
    place: row.place,
    warehouse: row.warehouse,
    siteId: row.site_id,
    technicianId: row.technician_id,
    notes: row.notes,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  })
}
