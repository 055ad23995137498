import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TicketRowIndex } from './TicketRowIndex.ts'

test('a row that moves to another ticket touches both, one that goes leaves nothing', () => {
  const index = new TicketRowIndex()
  expect(index.apply(['a', 'b'], () => 'one')).toEqual(new Set(['one']))
  expect(index.apply(['a'], () => 'two')).toEqual(new Set(['one', 'two']))
  expect([...index.of('one')]).toEqual(['b'])
  expect(index.apply(['a'], () => undefined)).toEqual(new Set(['two']))
  expect([...index.of('two')]).toEqual([])
})

test('a change inside a row touches its ticket, and an unknown row that goes touches none', () => {
  const index = new TicketRowIndex()
  index.apply(['a'], () => 'one')
  expect(index.apply(['a'], () => 'one')).toEqual(new Set(['one']))
  expect(index.apply(['never'], () => undefined)).toEqual(new Set())
})

test('whatever changes in whatever order, the index is what a look through all rows would find', () => {
  const change = fc.tuple(fc.nat(9), fc.option(fc.nat(4), { nil: undefined }))
  fc.assert(
    fc.property(fc.array(fc.array(change, { maxLength: 6 })), (batches) => {
      const index = new TicketRowIndex()
      const rows = new Map<string, string>()
      for (const batch of batches) {
        for (const [row, ticket] of batch) {
          if (ticket === undefined) rows.delete(`r${row}`)
          else rows.set(`r${row}`, `t${ticket}`)
        }
        index.apply(
          batch.map(([row]) => `r${row}`),
          (id) => rows.get(id),
        )
      }
      for (const ticket of ['t0', 't1', 't2', 't3', 't4']) {
        const found = [...rows].filter(([, on]) => on === ticket).map(([id]) => id)
        expect([...index.of(ticket)].toSorted()).toEqual(found.toSorted())
      }
    }),
  )
})
