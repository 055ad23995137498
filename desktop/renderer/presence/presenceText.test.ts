import { expect, test } from 'vitest'
import { idOf, someTime } from '../testing/rows.ts'
import { presenceSentence, presenceText } from './presenceText.ts'

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

test('in one sentence those who change it come first', () => {
  const [luis, ann] = people
  if (!luis || !ann) throw new Error('nobody is there')
  expect(presenceSentence([luis, { ...ann, mode: 'editing' }])).toBe('Ann is editing, Luis is looking')
  expect(presenceSentence([])).toBe('')
})
