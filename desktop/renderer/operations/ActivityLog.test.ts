import { expect, test } from 'vitest'
import { type Ticket } from '../../../api/contract/ticket.ts'
import { type RowChange } from '../../link/messages.ts'
import { nothingChanged } from '../replica/mirror.ts'
import { aChange, anAssignment, aTicket, idOf, someTime } from '../testing/rows.ts'
import { ActivityLog, mostActivities } from './ActivityLog.ts'

function ready() {
  const tickets = new Map<string, RowChange<'ticket'>>()
  let isLoaded = false
  const none = new Map<string, never>()
  const log = new ActivityLog({
    rows: {
      ticket: () => tickets,
      technician: () => none,
      shipment: () => none,
      comment: () => none,
      attachment: () => none,
    },
    isLoaded: () => isLoaded,
    technician: (id) => (id === idOf(700) ? 'Tim Ruiz' : undefined),
    ticket: (id) => tickets.get(id)?.data,
  })
  function change(ticket: Ticket, pending: string[] = []): void {
    tickets.set(ticket.id, { ...aChange(ticket), pending })
    log.apply({ ...nothingChanged(), ticket: new Set([ticket.id]) })
  }
  function finishLoad(): void {
    isLoaded = true
    log.apply(nothingChanged())
  }
  return { log, change, finishLoad, texts: () => log.entries.map(({ text }) => text) }
}

test('what is loaded is no news; what changes afterwards is, the newest first', () => {
  const { change, finishLoad, texts } = ready()
  change(aTicket())
  finishLoad()
  expect(texts()).toEqual([])
  const assigned = { status: 'assigned', assigneeIds: [idOf(700)], assignments: [anAssignment()] } as const
  change(aTicket({ ...assigned, assigneeIds: [idOf(700)], assignments: [anAssignment()], version: 2 }))
  change(
    aTicket({
      version: 3,
      status: 'in_progress',
      assigneeIds: [idOf(700)],
      assignments: [anAssignment({ state: 'en_route' })],
      updatedAt: '2026-11-22T14:01:00.000Z',
    }),
  )
  expect(texts()).toEqual(['Tim Ruiz en route', 'assigned to Tim Ruiz'])
})

test('a new ticket is news; one from long ago that came into sight is not', () => {
  const { change, finishLoad, texts } = ready()
  finishLoad()
  change(aTicket({ id: idOf(2), createdAt: someTime, updatedAt: someTime }))
  change(aTicket({ id: idOf(3), createdAt: '2026-11-20T14:00:00.000Z' }))
  expect(texts()).toEqual(['new, P3'])
})

test('one’s own waiting change is said once, when it is confirmed', () => {
  const { change, finishLoad, texts } = ready()
  change(aTicket())
  finishLoad()
  change(aTicket({ priority: 'P1' }), ['command'])
  expect(texts()).toEqual([])
  change(aTicket({ priority: 'P1', version: 2 }))
  expect(texts()).toEqual(['P3 to P1'])
})

test('it keeps no more than its last fifty', () => {
  const { log, change, finishLoad } = ready()
  finishLoad()
  for (let number = 1; number <= 80; number++) change(aTicket({ id: idOf(number), number }))
  expect(log.entries).toHaveLength(mostActivities)
  expect(log.entries[0]?.subject).toBe('#80')
})
