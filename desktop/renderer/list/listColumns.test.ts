import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ticketColumns } from '../tickets/ticketColumns.ts'
import { columnTemplate, fittingColumns, markWidth, type ColumnChoice } from './listColumns.ts'

const nothing: ColumnChoice = { columns: {}, columnWidths: {} }
const idsAt = (width: number, choice = nothing): string[] =>
  fittingColumns(ticketColumns, width, choice).map(({ id }) => id)

test('with room all columns show but those that one has to ask for', () => {
  expect(idsAt(2000)).toEqual(ticketColumns.filter(({ extra }) => !extra).map(({ id }) => id))
  expect(idsAt(2000, { columns: { updatedAt: true }, columnWidths: {} })).toContain('updatedAt')
})

test('with less room those that matter least go first, and the title never', () => {
  expect(idsAt(1000)).not.toContain('type')
  expect(idsAt(560)).toEqual(['priority', 'number', 'status', 'title'])
  expect(idsAt(100)).toContain('title')
})

test('more room never shows less', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2500 }), fc.nat({ max: 500 }), (width, more) => {
      const wider = idsAt(width + more)
      expect(idsAt(width).filter((id) => !wider.includes(id))).toEqual([])
    }),
  )
})

test('what says the same in every row of a view is hidden unless asked for', () => {
  const choice = { ...nothing, hides: ['technician'] as const }
  expect(idsAt(2000, choice)).not.toContain('technician')
  expect(idsAt(2000, { ...choice, columns: { technician: true } })).toContain('technician')
})

test('the column that the rows are in order of is to be seen, unless someone switched it off', () => {
  expect(idsAt(2000, { ...nothing, sorted: 'updatedAt' })).toContain('updatedAt')
  expect(idsAt(760, nothing)).not.toContain('scheduledFor')
  expect(idsAt(760, { ...nothing, sorted: 'scheduledFor' })).toContain('scheduledFor')
  expect(idsAt(2000, { ...nothing, sorted: 'updatedAt', columns: { updatedAt: false } })).not.toContain('updatedAt')
})

test('a width that was set holds, and the title takes what is left', () => {
  const template = columnTemplate(fittingColumns(ticketColumns, 2000, nothing), {
    columns: {},
    columnWidths: { site: 300 },
  })
  expect(template).toMatch(new RegExp(`^${markWidth}px `))
  expect(template).toContain(' 300px ')
  expect(template).toContain('minmax(220px, 3fr)')
})
