import { expect, test } from 'vitest'
import { readKept } from './readKept.ts'

const empty = { name: '', quantity: '1' }

test('what was typed comes back', () => {
  expect(readKept('{"name":"Relay","quantity":"4"}', empty)).toEqual({ name: 'Relay', quantity: '4' })
})

test('fields of an older form, and what is no text, are left out', () => {
  expect(readKept('{"colour":"red","quantity":4}', empty)).toEqual(empty)
})

test.each([null, '', 'null', '7', '[', '"x"'])('what cannot be read (%s) is an empty form', (text) => {
  expect(readKept(text, empty)).toEqual(empty)
})
