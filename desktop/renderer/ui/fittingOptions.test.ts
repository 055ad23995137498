import { expect, test } from 'vitest'
import { fittingOptions } from './fittingOptions.ts'

const options = ['Heat/Hot Water', 'Water Leak', 'Water System', 'Noise'].map((label) => ({ value: label, label }))
const labels = (typed: string): string[] => fittingOptions(options, typed).map(({ label }) => label)

test('what begins as typed comes first, then what has the words, in their order', () => {
  expect(labels('water')).toEqual(['Water Leak', 'Water System', 'Heat/Hot Water'])
  expect(labels('hot heat')).toEqual(['Heat/Hot Water'])
  expect(labels('')).toHaveLength(4)
  expect(labels('xyz')).toEqual([])
})

test('of thousands only what anybody reads is offered', () => {
  const many = Array.from({ length: 5_000 }, (_, index) => ({ value: String(index), label: `Site ${index}` }))
  expect(fittingOptions(many, '')).toHaveLength(100)
  expect(fittingOptions(many, 'site')).toHaveLength(100)
})
