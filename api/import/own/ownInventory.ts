import { checkInventoryPlace } from '../../commands/checkInventoryPlace.ts'
import { lockInventory } from '../../commands/lockInventory.ts'
import { updateInventoryItem } from '../../commands/updateInventoryItem.ts'
import { Refused } from '../../contract/errors.ts'
import { InventoryItem } from '../../contract/inventoryItem.ts'
import { inventoryColumns, toInventoryItem, type InventoryRow } from '../../db/rows/inventoryRow.ts'
import { inserted } from './inserted.ts'
import { ownFormat } from './ownFormat.ts'

/** `Export` of the inventory: after the sites and technicians that hold it. */
export const ownInventory = ownFormat<InventoryItem>({
  name: 'signalbox-inventory',
  type: 'inventory',
  table: 'inventory',
  requiredColumns: ['name', 'kind', 'quantity', 'place'],
  schema: InventoryItem,
  read: ({ text, number }) => ({
    id: text('id'),
    version: number('version'),
    kind: text('kind'),
    name: text('name'),
    sku: text('sku'),
    serialNumber: text('serialNumber'),
    quantity: number('quantity'),
    minimum: number('minimum'),
    unit: text('unit'),
    place: text('place'),
    warehouse: text('warehouse'),
    siteId: text('siteId'),
    technicianId: text('technicianId'),
    notes: text('notes'),
    createdAt: text('createdAt'),
    updatedAt: text('updatedAt'),
  }),
  titleOf: ({ name }) => name,
  show: ({ kind, warehouse }) => ({ type: kind, ...(warehouse !== undefined && { site: warehouse }) }),
  async insert(tx, item) {
    const { warehouse, siteId, technicianId } = item
    await checkInventoryPlace(tx, { warehouse, siteId, technicianId })
    const row = await inserted<InventoryRow>(tx, 'inventory', inventoryColumns, {
      id: item.id,
      version: item.version,
      kind: item.kind,
      name: item.name,
      sku: item.sku,
      serial_number: item.serialNumber,
      quantity: item.quantity,
      minimum: item.minimum,
      unit: item.unit,
      warehouse,
      site_id: siteId,
      technician_id: technicianId,
      notes: item.notes,
      created_at: item.createdAt,
      updated_at: item.updatedAt,
    })
    return { data: toInventoryItem(row), version: row.version }
  },
  async update(tx, item) {
    const here = await lockInventory(tx, item.id)
    if (here.warehouse !== item.warehouse || here.siteId !== item.siteId || here.technicianId !== item.technicianId) {
      throw new Refused('conflict', 'It is kept elsewhere here: what changes its place is a move.', {
        fields: ['place'],
      })
    }
    const { id, name, quantity, sku = null, serialNumber = null, minimum = null, unit = null, notes = null } = item
    const input = { name, quantity, sku, serialNumber, minimum, unit, notes }
    return (await updateInventoryItem(tx, { id, input })).version
  },
})
