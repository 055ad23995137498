import { expect, test } from 'vitest'
import { aRow, idOf } from '../testing/rows.ts'
import { matchRanges, searchTexts, wordsOf } from './searchTexts.ts'

const names = {
  site: () => ({ name: '133 Avenue', timeZone: 'America/New_York', address: '133 Avenue, Queens 11413' }),
  technician: () => ({ name: 'Zoë Núñez' }),
}
const rows = [
  aRow({ id: idOf(1), number: 1042, title: 'Pothole on the bridge', type: 'Street Condition' }, names),
  aRow({ id: idOf(2), number: 1043, title: 'Loud music', type: 'Noise', assigneeIds: [idOf(700)] }, names),
  aRow({ id: idOf(3), number: 2042, title: 'Café terrace blocked', type: 'Blocked sidewalk' }),
]

function found(search: string): number[] {
  return searchTexts(rows, search).map(({ ticket }) => ticket.number)
}

test('nothing typed finds everything', () => {
  expect(searchTexts(rows, '  ')).toBe(rows)
})

test('number, title, type, site, address and technician are searched', () => {
  expect(found('1042')).toEqual([1042])
  expect(found('#1042')).toEqual([1042])
  expect(found('bridge')).toEqual([1042])
  expect(found('noise')).toEqual([1043])
  expect(found('133 avenue')).toEqual([1042, 1043])
  expect(found('queens')).toEqual([1042, 1043])
  expect(found('núñez')).toEqual([1043])
})

test('all words must be there, in any order, whatever their case and accents', () => {
  expect(found('BRIDGE pothole')).toEqual([1042])
  expect(found('pothole noise')).toEqual([])
  expect(found('cafe')).toEqual([2042])
  expect(found('zoe')).toEqual([1043])
})

test('a misspelled word is forgiven where nothing is spelled as typed', () => {
  expect(found('pothloe')).toEqual([1042])
  expect(found('bridge pothloe')).toEqual([1042])
  expect(found('xqzv')).toEqual([])
})

test('a number is never guessed', () => {
  expect(found('1044')).toEqual([])
})

test('what was found is marked where it stands, overlapping words as one', () => {
  expect(matchRanges('Pothole on the bridge', wordsOf('bridge hole'))).toEqual([
    [3, 7],
    [15, 21],
  ])
  expect(matchRanges('Pothole', wordsOf('poth hole'))).toEqual([[0, 7]])
  expect(matchRanges('Pothole', [])).toEqual([])
})
