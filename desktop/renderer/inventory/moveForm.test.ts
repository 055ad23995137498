import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anItem, idOf } from '../testing/rows.ts'
import { moveInput, moveProblems, placeInput, placeValueOf, warehouseValue, wholeNumber } from './moveForm.ts'

test('a place’s value gives back the place', () => {
  expect(placeInput(warehouseValue(' North: hall 2 '))).toEqual({ warehouse: 'North: hall 2' })
  expect(placeInput(`site:${idOf(5)}`)).toEqual({ siteId: idOf(5) })
  expect(placeInput(`technician:${idOf(7)}`)).toEqual({ technicianId: idOf(7) })
  expect(placeValueOf(anItem())).toBe('warehouse:Main')
})

test('a move says how many, of what there is, and another place', () => {
  const item = anItem({ quantity: 10 })
  expect(moveProblems({ quantity: '11', to: 'warehouse:North' }, item).quantity).toBe('There are only 10.')
  expect(moveProblems({ quantity: '', to: '' }, item)).toEqual({
    quantity: 'Say how many, in whole numbers.',
    to: 'Say where to.',
  })
  expect(moveProblems({ quantity: '1', to: 'warehouse:Main' }, item).to).toBe('It is there already.')
  expect(moveInput({ quantity: '10', to: 'warehouse:North' }, item)).toEqual({ quantity: 10, warehouse: 'North' })
})

test('a move never asks for more than there is', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.string(), (quantity, typed) => {
      const input = moveInput({ quantity: typed, to: 'warehouse:North' }, anItem({ quantity }))
      expect(input === undefined || (input.quantity ?? 0) <= quantity).toBe(true)
    }),
  )
})

test.each([
  ['3', 3],
  [' 12 ', 12],
  ['0', 0],
  ['-1', undefined],
  ['1.5', undefined],
  ['1e3', undefined],
  ['', undefined],
])('%s is the whole number %s', (text, number) => {
  expect(wholeNumber(text)).toBe(number)
})
