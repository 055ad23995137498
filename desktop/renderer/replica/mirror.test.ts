import { expect, test } from 'vitest'
import { type RowsBatch } from '../../link/messages.ts'
import { aChange, aSite, aTicket, idOf } from '../testing/rows.ts'
import { applyBatch, changedTypes, emptyMirrors, type Loading } from './mirror.ts'

const batch = (parts: Partial<RowsBatch>): RowsBatch => ({ reset: [], rows: [], gone: [], complete: [], ...parts })
const change = (number: number, version = 1) => aChange(aTicket({ id: idOf(number), version }))

function ready() {
  const mirrors = emptyMirrors()
  const loading: Loading = new Map()
  return { mirrors, apply: (parts: Partial<RowsBatch>) => applyBatch(mirrors, loading, batch(parts)) }
}

test('rows are replaced whole, and say that they changed', () => {
  const { mirrors, apply } = ready()
  apply({ rows: [change(1)] })
  const next = change(1, 2)
  expect(apply({ rows: [next] }).ticket).toEqual(new Set([idOf(1)]))
  expect(mirrors.ticket.get(idOf(1))).toBe(next)
})

test('what is gone goes, and what was never there is no change', () => {
  const { mirrors, apply } = ready()
  apply({ rows: [change(1)] })
  expect(apply({ gone: [{ type: 'ticket', id: idOf(1) }] }).ticket).toEqual(new Set([idOf(1)]))
  expect(mirrors.ticket.size).toBe(0)
  expect(changedTypes(apply({ gone: [{ type: 'ticket', id: idOf(1) }] }))).toEqual([])
})

test('during a new load the old rows stay, and those that did not come go when it is complete', () => {
  const { mirrors, apply } = ready()
  apply({ reset: ['ticket'], rows: [change(1), change(2)], complete: ['ticket'] })
  apply({ reset: ['ticket'], rows: [change(2, 2)] })
  expect([...mirrors.ticket.keys()]).toEqual([idOf(1), idOf(2)])
  const changed = apply({ rows: [change(3)], complete: ['ticket'] })
  expect([...mirrors.ticket.keys()]).toEqual([idOf(2), idOf(3)])
  expect(changed.ticket).toEqual(new Set([idOf(3), idOf(1)]))
})

test('a row that goes in the middle of a load does not come back with it', () => {
  const { mirrors, apply } = ready()
  apply({ reset: ['ticket'], rows: [change(1)] })
  apply({ gone: [{ type: 'ticket', id: idOf(1) }] })
  apply({ complete: ['ticket'] })
  expect(mirrors.ticket.size).toBe(0)
})

test('another user’s empty load leaves nothing of the one before', () => {
  const { mirrors, apply } = ready()
  const site = aSite()
  apply({
    rows: [change(1), { type: 'site', id: site.id, version: 1, data: site, pending: [], pendingFields: [] }],
  })
  const changed = apply({ reset: ['ticket', 'site'], complete: ['ticket', 'site'] })
  expect(mirrors.ticket.size + mirrors.site.size).toBe(0)
  expect(changedTypes(changed)).toEqual(['ticket', 'site'])
})
