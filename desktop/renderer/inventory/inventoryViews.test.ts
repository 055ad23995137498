import { expect, test } from 'vitest'
import { anItem, idOf } from '../testing/rows.ts'
import { inventoryViews, isLowStock, placeKey, placeName } from './inventoryViews.ts'

const names = {
  site: (id: string) => (id === idOf(500) ? '231 Street' : undefined),
  technician: (id: string) => (id === idOf(700) ? 'Tim Ruiz' : undefined),
}
const atSite = anItem({ place: 'site', warehouse: undefined, siteId: idOf(500) })
const withTim = anItem({ place: 'technician', warehouse: undefined, technicianId: idOf(700) })

test('low stock is fewer than the minimum, and nothing is low without one', () => {
  expect(isLowStock({ quantity: 4, minimum: 5 })).toBe(true)
  expect(isLowStock({ quantity: 5, minimum: 5 })).toBe(false)
  expect(isLowStock({ quantity: 0, minimum: 0 })).toBe(false)
  expect(isLowStock({ quantity: 0 })).toBe(false)
})

test('every item is in the tab of its kind and of its place', () => {
  const tabsOf = (item: typeof atSite) => inventoryViews.filter(({ holds }) => holds(item)).map(({ id }) => id)
  expect(tabsOf(anItem({ quantity: 1, minimum: 2 }))).toEqual(['all', 'parts', 'low', 'warehouses'])
  expect(tabsOf({ ...atSite, kind: 'equipment' })).toEqual(['all', 'equipment', 'sites'])
  expect(tabsOf(withTim)).toEqual(['all', 'parts', 'technicians'])
})

test('a place has a name, also while its row has not come', () => {
  expect([anItem(), atSite, withTim].map((item) => placeName(item, names))).toEqual(['Main', '231 Street', 'Tim Ruiz'])
  expect(placeName({ ...atSite, siteId: idOf(1) }, names)).toBe('a site')
})

test('sorted by place, warehouses come before sites and sites before technicians', () => {
  const other = anItem({ warehouse: 'Annex' })
  const sorted = [withTim, atSite, anItem(), other].toSorted((a, b) =>
    placeKey(a, names) < placeKey(b, names) ? -1 : 1,
  )
  expect(sorted).toEqual([other, anItem(), atSite, withTim])
})
