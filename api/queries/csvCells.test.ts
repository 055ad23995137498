import fc from 'fast-check'
import Papa from 'papaparse'
import { expect, test } from 'vitest'
import { csvCell, csvLine } from './csvCells.ts'

test('a cell that could start a formula is text behind an apostrophe', () => {
  for (const start of ['=', '+', '-', '@', '\t', '\r']) {
    const [row] = Papa.parse<string[]>(csvLine([`${start}1+1`, 'x']), { newline: '\r\n' }).data
    expect(row?.[0]).toBe(`'${start}1+1`)
  }
})

test('a number keeps its minus', () => {
  expect(csvLine([-73.94, 'x'])).toBe('-73.94,x\r\n')
})

test('whatever text goes in comes out again, but for the apostrophe', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 6 }), (cells) => {
      const back = Papa.parse<string[]>(csvLine(cells), { newline: '\r\n', delimiter: ',' }).data[0]
      expect(back?.map((cell, index) => (cell === `'${cells[index]}` ? cells[index] : cell))).toEqual(cells)
    }),
  )
})

test('lists are one cell', () => {
  expect(csvCell(['heating', 'plumbing'])).toBe('heating; plumbing')
  expect(csvCell([{ name: 'Valve', quantity: 2, inventoryId: 'x' }])).toBe('2 x Valve')
  expect(csvCell(undefined)).toBe('')
})
