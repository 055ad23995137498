import { expect, test } from 'vitest'
import { type HeldRow } from './BenchClient.ts'
import { countWrong, rowText } from './countWrong.ts'

const ticket = (id: string, version: number, title = 'No heat'): HeldRow => ({
  type: 'ticket',
  id,
  version,
  data: { title, description: 'Since Monday', priority: 'P2', status: 'open' },
})
const site = (id: string, version: number): HeldRow => ({ type: 'site', id, version, data: {} })
const all = [ticket('a', 1), ticket('b', 7), site('a', 2)]
const truth = new Map(all.map((row) => [`${row.type}/${row.id}`, rowText(row)]))

test('what is held exactly as the database holds it is right', () => {
  expect(countWrong(all, truth)).toBe(0)
})

test.for<[string, HeldRow[], number]>([
  ['nothing is held', [], 3],
  ['one is missing', all.slice(1), 1],
  ['an older version is held', [ticket('a', 1), ticket('b', 6), site('a', 2)], 1],
  ['the version is right and the text is not', [ticket('a', 1, 'Heat'), ticket('b', 7), site('a', 2)], 1],
  ['one is held that is not there', [...all, ticket('c', 1)], 1],
  ['one is held instead of another', [ticket('a', 1), ticket('c', 7), site('a', 2)], 2],
])('%s', ([, held, wrong]) => {
  expect(countWrong(held, truth)).toBe(wrong)
})
