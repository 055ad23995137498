import { expect, test } from 'vitest'
import { type InventoryItem } from '../../../api/contract/inventoryItem.ts'
import { idOf, someTime } from '../testing/rows.ts'
import { partOptions } from './partOptions.ts'

function stock(number: number, name: string, fields: Partial<InventoryItem> = {}): { id: string; data: InventoryItem } {
  const id = idOf(number)
  const data: InventoryItem = {
    id,
    version: 1,
    kind: 'part',
    name,
    quantity: 3,
    place: 'warehouse',
    warehouse: 'Main',
    createdAt: someTime,
    updatedAt: someTime,
    ...fields,
  }
  return { id, data }
}

const van: Partial<InventoryItem> = { place: 'technician', technicianId: idOf(700) }
const wanted = {
  ticket: { siteId: idOf(500), assigneeIds: [] },
  technicianId: idOf(700),
  name: '',
  nameOf: () => 'Tim Ruiz',
  siteOf: () => 'Depot',
}

test('one’s own van comes before the warehouse, and what was asked for before both', () => {
  const rows = [stock(1, 'Pump'), stock(2, 'Fuse', van), stock(3, 'Valve', { ...van, technicianId: idOf(701) })]
  expect(partOptions(rows, wanted).map(({ label }) => label)).toEqual(['Fuse', 'Pump', 'Valve'])
  expect(partOptions(rows, { ...wanted, name: 'circulation pump' })[0]).toMatchObject({
    label: 'Pump',
    detail: 'Main',
    hint: '3',
  })
})

test('nothing can be taken from an empty shelf, and equipment is not used up', () => {
  const rows = [stock(1, 'Pump', { quantity: 0 }), stock(2, 'Boiler', { kind: 'equipment' })]
  expect(partOptions(rows, wanted)).toEqual([])
})
