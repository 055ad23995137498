import { expect, test } from 'vitest'
import { aShipment, idOf } from '../testing/rows.ts'
import { itemWords, readItems, shipmentTitle, withItem, withQuantity } from './itemLines.ts'

const known = (name: string) => (name === 'Relay' ? idOf(400) : undefined)

test('a line is a number and a name, or a name', () => {
  expect(readItems('2 x Relay\n\n 3x Valve DN 20 \n10×Fuse 16 A\nPump', known)).toEqual([
    { name: 'Relay', quantity: 2, inventoryId: idOf(400) },
    { name: 'Valve DN 20', quantity: 3 },
    { name: 'Fuse 16 A', quantity: 10 },
    { name: 'Pump', quantity: 1 },
  ])
})

test('a name that begins with a digit keeps it, and none is one', () => {
  expect(readItems('24 V relay\n4x4 board\n0 x Valve', known)).toEqual([
    { name: '24 V relay', quantity: 1 },
    { name: '4x4 board', quantity: 1 },
    { name: 'Valve', quantity: 1 },
  ])
})

test('another of the same is a higher number, and none takes the line out', () => {
  const items = withItem([{ name: 'Valve', quantity: 1 }], { name: 'Valve', quantity: 2 })
  expect(items).toEqual([{ name: 'Valve', quantity: 3 }])
  expect(withItem(items, { name: 'Valve', quantity: 1, inventoryId: idOf(1) })).toHaveLength(2)
  expect(withQuantity(items, 0, 5)).toEqual([{ name: 'Valve', quantity: 5 }])
  expect(withQuantity(items, 0, 0)).toEqual([])
})

test('a shipment is called by what somebody wrote, else by what is in it, else by its number', () => {
  const items = [{ name: 'Valve', quantity: 1200 }]
  expect(shipmentTitle(aShipment({ description: 'Boiler parts\nfragile', items }))).toBe('Boiler parts')
  expect(shipmentTitle(aShipment({ items }))).toBe('1,200 × Valve')
  expect(shipmentTitle(aShipment())).toBe('Shipment 12')
  expect(itemWords({ name: 'Fuse', quantity: 2 })).toBe('2 × Fuse')
})
