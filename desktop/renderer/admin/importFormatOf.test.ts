import { expect, test } from 'vitest'
import { exportColumns } from '../../../api/contract/exports.ts'
import { type Collection } from '../../../api/contract/lists.ts'
import { importFormatOf } from './importFormatOf.ts'

test('our own exports are told by their first line, with the mark for Excel or without', () => {
  const formats = (Object.keys(exportColumns) as Collection[]).map((list) => [
    list,
    importFormatOf(`\uFEFF${exportColumns[list].join(',')}\r\nx`),
  ])
  const own = ['sites', 'technicians', 'inventory', 'tickets']
  expect(formats).toEqual(
    (Object.keys(exportColumns) as Collection[]).map((list) => [
      list,
      own.includes(list) ? `signalbox-${list}` : 'nyc-311',
    ]),
  )
})

test('anything else is taken for requests of the city, whose format says what it lacks', () => {
  expect(importFormatOf('"unique_key","created_date"\n')).toBe('nyc-311')
  expect(importFormatOf('')).toBe('nyc-311')
})
