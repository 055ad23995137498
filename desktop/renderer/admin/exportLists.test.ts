import { expect, test } from 'vitest'
import { listFields } from '../../../api/contract/lists.ts'
import { exportLists } from './exportLists.ts'

test('every list can be exported, by filters and orders it has', () => {
  expect(new Set(exportLists.map(({ collection }) => collection))).toEqual(new Set(Object.keys(listFields)))
  for (const { collection, filters, sort } of exportLists) {
    const { filter, sort: orders }: { filter: readonly string[]; sort: readonly string[] } = listFields[collection]
    expect(orders).toContain(sort.replace('-', ''))
    for (const { name } of filters) expect(filter).toContain(name)
  }
})
