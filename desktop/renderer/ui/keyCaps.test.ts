import { expect, test } from 'vitest'
import { keyCaps } from './keyCaps.ts'

test('keys are said as they stand on the keyboard', () => {
  expect(keyCaps('$mod+k', false)).toEqual([['Ctrl', 'K']])
  expect(keyCaps('$mod+k', true)).toEqual([['⌘', 'K']])
  expect(keyCaps('g o')).toEqual([['G'], ['O']])
  expect(keyCaps('[Shift]+?')).toEqual([['?']])
  expect(keyCaps('[')).toEqual([['[']])
  expect(keyCaps('([0-9])')).toEqual([['0–9']])
})
