import { expect, test } from 'vitest'
import { type HistoryItem } from '../../../api/contract/change.ts'
import { type RowChange } from '../../link/messages.ts'
import { aTicket, idOf } from '../testing/rows.ts'
import { timelineItems } from './timelineItems.ts'
import { type TicketRows } from './useTicketRows.ts'

const at = (minute: number): string => `2026-11-22T14:${String(minute).padStart(2, '0')}:00.000Z`
const by = { id: idOf(800), name: 'Dana Kowalski' }
const none: TicketRows = { comments: [], timeEntries: [], attachments: [], shipments: [] }

function change(seq: number, minute: number, fields: Partial<HistoryItem> = {}): HistoryItem {
  const given = { changed: ['title'], before: {}, data: aTicket(), action: 'update' as const, ...fields }
  return { v: 1, seq, type: 'ticket', id: idOf(1), version: seq, at: at(minute), by, ...given }
}

function comment(number: number, minute: number): RowChange<'comment'> {
  const times = { createdAt: at(minute), updatedAt: at(minute) }
  const data = { id: idOf(number), version: 1, ticketId: idOf(1), body: 'x', mentions: [], author: by, ...times }
  return { type: 'comment', id: data.id, version: 1, data, pending: [], pendingFields: [] }
}

const kinds = (items: ReturnType<typeof timelineItems>) => items.map(({ kind }) => kind)

test('everything is in one order, the newest first', () => {
  const items = timelineItems([change(1, 1), change(2, 5)], { ...none, comments: [comment(10, 3), comment(11, 7)] })
  expect(kinds(items)).toEqual(['comment', 'change', 'comment', 'change'])
})

test('counts that follow from a comment and receipts are no events of their own, a deletion is', () => {
  const counted = change(1, 1, { changed: ['counts'] })
  const created = change(2, 2, { type: 'comment', action: 'create' })
  const deleted = change(3, 3, { type: 'comment', action: 'delete' })
  const received = change(4, 4, { changed: ['assignments'] })
  expect(timelineItems([counted, created, deleted, received], none).map(({ key }) => key)).toEqual(['c3'])
})

test('each state that a shipment has reached is an event', () => {
  const times = { createdAt: at(1), requestedAt: at(2), inTransitAt: at(4), updatedAt: at(4) }
  const data = { id: idOf(20), number: 7, version: 3, status: 'in_transit' as const, description: '', items: [] }
  const row: RowChange<'shipment'> = {
    type: 'shipment',
    id: data.id,
    version: 3,
    data: { ...data, ...times },
    pending: [],
    pendingFields: [],
  }
  const items = timelineItems([change(1, 3)], { ...none, shipments: [row] })
  expect(items.map((item) => (item.kind === 'shipment' ? item.status : item.kind))).toEqual([
    'in_transit',
    'change',
    'requested',
    'draft',
  ])
})

test('time entered by hand stands where it was entered, time of a check-in where it began', () => {
  const entry = (number: number, origin: 'manual' | 'check_in'): RowChange<'time_entry'> => {
    const whose = { id: idOf(number), version: 1, ticketId: idOf(1), name: 'Tim Ruiz', origin }
    const data = { ...whose, startedAt: at(1), createdAt: at(9), updatedAt: at(9) }
    return { type: 'time_entry', id: data.id, version: 1, data, pending: [], pendingFields: [] }
  }
  const items = timelineItems([change(1, 5)], { ...none, timeEntries: [entry(30, 'manual'), entry(31, 'check_in')] })
  expect(items.map(({ key }) => key)).toEqual([idOf(30), 'c1', idOf(31)])
})
