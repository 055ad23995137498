import { expect, test } from 'vitest'
import { idOf, someTime } from '../testing/rows.ts'
import { presenceText } from './presenceText.ts'

const people = ['Luis', 'Ann', 'Tim'].map((name, index) => ({
  id: idOf(index),
  name,
  mode: 'viewing' as const,
  since: someTime,
}))

test('one or two are named, more are counted', () => {
  expect([0, 1, 2, 3].map((count) => presenceText(people.slice(0, count), 'looking'))).toEqual([
    '',
    'Luis is looking',
    'Luis and Ann are looking',
    '3 people are looking',
  ])
})
