import { expect, test } from 'vitest'
import { idOf } from '../testing/rows.ts'
import { createInventoryOf, emptyInventoryForm, inventoryFormProblems } from './inventoryForm.ts'

test('something new has a name and a whole number', () => {
  expect(Object.keys(inventoryFormProblems({ ...emptyInventoryForm, quantity: '1.5', minimum: 'few' }))).toEqual([
    'name',
    'quantity',
    'minimum',
  ])
  expect(createInventoryOf(emptyInventoryForm, idOf(1))).toBeUndefined()
})

test('what is left empty is left out, and the place is one of three', () => {
  const form = { ...emptyInventoryForm, name: ' Relay ', quantity: '4', minimum: '2', place: `technician:${idOf(7)}` }
  expect(createInventoryOf(form, idOf(9))).toEqual({
    name: 'inventory.create',
    input: { id: idOf(9), kind: 'part', name: 'Relay', quantity: 4, minimum: 2, technicianId: idOf(7) },
  })
})
