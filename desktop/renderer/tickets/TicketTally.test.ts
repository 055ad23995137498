import fc from 'fast-check'
import { expect, test } from 'vitest'
import { holdReasons, priorities, ticketStatuses, type Ticket } from '../../../api/contract/ticket.ts'
import { nothingChanged } from '../replica/mirror.ts'
import { aChange, aSite, aTicket, idOf } from '../testing/rows.ts'
import { filterTest, noFilter } from './ticketFilter.ts'
import { TicketIndex } from './TicketIndex.ts'
import { TicketTally, type TallyFacet } from './TicketTally.ts'
import { viewsFor } from './ticketViews.ts'

const views = viewsFor(false)
const facets: readonly TallyFacet[] = [
  { view: 'all', field: 'status' },
  { view: 'open', field: 'priority' },
  { view: 'open', field: 'type' },
  { view: 'unassigned', field: 'priority' },
  { view: 'hold', field: 'holdReason' },
]
const noon = Date.parse('2026-11-22T14:00:00.000Z')

function world() {
  const tickets = new Map<string, Ticket>()
  const index = new TicketIndex(
    {
      ticket: (id) => {
        const ticket = tickets.get(id)
        return ticket && aChange(ticket)
      },
      site: () => aSite(),
      technician: () => undefined,
    },
    { column: 'priority', descending: false },
  )
  index.setViews(views, { now: noon, technicianId: undefined })
  const tally = new TicketTally(facets)
  tally.count([], views)
  function change(ids: string[]): void {
    index.apply({ ...nothingChanged(), ticket: new Set(ids) })
    tally.apply(ids, (id) => index.rows.get(id))
  }
  return { tickets, index, tally, change }
}

/** What the list says that the link of a number opens: a view, and a filter by one value. */
function lengthOf(index: TicketIndex, view: string, field: TallyFacet['field'], value: string): number {
  const rule = views.find(({ id }) => id === view)
  const rows = rule ? index.inView(rule) : []
  return rows.filter(filterTest({ ...noFilter, [field]: [value] }) ?? (() => true)).length
}

const values: Record<TallyFacet['field'], readonly string[]> = {
  status: ticketStatuses,
  priority: priorities,
  type: ['Heat', 'Noise, loud'],
  holdReason: holdReasons,
}

function expectAgreement({ index, tally }: ReturnType<typeof world>): void {
  for (const view of views) expect(tally.total(view.id)).toBe(index.inView(view).length)
  for (const { view, field } of facets) {
    const counts = tally.of(view, field)
    expect([...counts.keys()].filter((value) => !values[field].includes(value))).toEqual([])
    for (const value of values[field]) expect(counts.get(value) ?? 0).toBe(lengthOf(index, view, field, value))
  }
}

const step = fc.record({
  number: fc.integer({ min: 1, max: 10 }),
  isGone: fc.boolean(),
  status: fc.constantFrom(...ticketStatuses),
  priority: fc.constantFrom(...priorities),
  type: fc.constantFrom('Heat', 'Noise, loud'),
  holdReason: fc.constantFrom(...holdReasons),
  isAssigned: fc.boolean(),
  scheduled: fc.constantFrom(undefined, noon - 1, noon + 60_000),
  completed: fc.constantFrom(undefined, noon - 1, noon - 30 * 3_600_000),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

function toTicket({ number, status, priority, type, holdReason, isAssigned, scheduled, completed }: Step): Ticket {
  return aTicket({
    id: idOf(number),
    number,
    status,
    priority,
    type,
    ...(status === 'on_hold' ? { holdReason } : {}),
    assigneeIds: isAssigned ? [idOf(700)] : [],
    ...(scheduled === undefined ? {} : { scheduledFor: new Date(scheduled).toISOString() }),
    ...(completed === undefined ? {} : { completedAt: new Date(completed).toISOString() }),
  })
}

test('after any changes every number is the length of the list that its link opens', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.boolean(), (steps, isLater) => {
      const given = world()
      for (const each of steps) {
        if (each.isGone) given.tickets.delete(idOf(each.number))
        else given.tickets.set(idOf(each.number), toTicket(each))
        given.change([idOf(each.number)])
      }
      expectAgreement(given)
      if (!isLater) return
      // Time goes on: what is late or of today changes without any row.
      given.index.setViews(views, { now: noon + 26 * 3_600_000, technicianId: undefined })
      given.tally.count(given.index.sorted, views)
      expectAgreement(given)
    }),
  )
})

test('a value that no ticket has any more is no line with nothing', () => {
  const given = world()
  given.tickets.set(idOf(1), aTicket({ type: 'Heat' }))
  given.change([idOf(1)])
  expect([...given.tally.of('open', 'type')]).toEqual([['Heat', 1]])
  given.tickets.set(idOf(1), aTicket({ type: 'Heat', status: 'cancelled' }))
  given.change([idOf(1)])
  expect([...given.tally.of('open', 'type')]).toEqual([])
})
