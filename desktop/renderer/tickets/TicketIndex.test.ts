import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Site } from '../../../api/contract/site.ts'
import { type Technician } from '../../../api/contract/technician.ts'
import { priorities, ticketStatuses, type Ticket } from '../../../api/contract/ticket.ts'
import { nothingChanged, type ChangedIds } from '../replica/mirror.ts'
import { aChange, aSite, aTechnician, aTicket, idOf } from '../testing/rows.ts'
import { TicketIndex } from './TicketIndex.ts'
import { type TicketSort } from './ticketOrder.ts'
import { viewsFor } from './ticketViews.ts'

const sort: TicketSort = { column: 'priority', descending: false }
const viewing = { now: Date.parse('2026-11-22T14:00:00.000Z'), technicianId: undefined }
const views = viewsFor(false)

class World {
  readonly tickets = new Map<string, Ticket>()
  readonly sites = new Map<string, Site>()
  readonly technicians = new Map<string, Technician>()

  index(order = sort): TicketIndex {
    const index = new TicketIndex(
      {
        ticket: (id) => {
          const ticket = this.tickets.get(id)
          return ticket && aChange(ticket)
        },
        site: (id) => this.sites.get(id),
        technician: (id) => this.technicians.get(id),
      },
      order,
    )
    index.setViews(views, viewing)
    return index
  }

  everything(): ChangedIds {
    return changedIds({
      ticket: [...this.tickets.keys()],
      site: [...this.sites.keys()],
      technician: [...this.technicians.keys()],
    })
  }
}

function changedIds(ids: { [Type in keyof ChangedIds]?: string[] }): ChangedIds {
  const { ticket = [], site = [], technician = [] } = ids
  return { ...nothingChanged(), ticket: new Set(ticket), site: new Set(site), technician: new Set(technician) }
}

const step = fc.oneof(
  fc.record({
    kind: fc.constant('put' as const),
    number: fc.integer({ min: 1, max: 12 }),
    priority: fc.constantFrom(...priorities),
    status: fc.constantFrom(...ticketStatuses),
    site: fc.integer({ min: 500, max: 502 }),
  }),
  fc.record({ kind: fc.constant('drop' as const), number: fc.integer({ min: 1, max: 12 }) }),
  fc.record({
    kind: fc.constant('rename' as const),
    site: fc.integer({ min: 500, max: 502 }),
    name: fc.constantFrom('A', 'B'),
  }),
)

test('after any changes it is as if it had been made anew from what there is', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const world = new World()
      const kept = world.index()
      for (const each of steps) kept.apply(carryOut(world, each))
      const anew = world.index()
      anew.apply(world.everything())
      expect(kept.sorted).toEqual(anew.sorted)
      expect(kept.counts()).toEqual(anew.counts())
      for (const view of views) expect(kept.inView(view)).toEqual(anew.inView(view))
    }),
  )
})

function carryOut(world: World, each: typeof step extends fc.Arbitrary<infer Step> ? Step : never): ChangedIds {
  if (each.kind === 'rename') {
    world.sites.set(idOf(each.site), aSite({ id: idOf(each.site), name: each.name }))
    return changedIds({ site: [idOf(each.site)] })
  }
  const id = idOf(each.number)
  if (each.kind === 'drop') world.tickets.delete(id)
  else {
    const { number, priority, status, site } = each
    world.tickets.set(id, aTicket({ id, number, priority, status, siteId: idOf(site) }))
  }
  return changedIds({ ticket: [id] })
}

test('counts agree with the lists behind them', () => {
  const world = new World()
  for (const [index, status] of ticketStatuses.entries()) {
    world.tickets.set(idOf(index + 1), aTicket({ id: idOf(index + 1), status }))
  }
  const index = world.index()
  index.apply(world.everything())
  for (const view of views) expect(index.counts().get(view.id)).toBe(index.inView(view).length)
})

test('a site that gets its name later names its tickets, and a technician who only changes status rebuilds nothing', () => {
  const world = new World()
  world.technicians.set(idOf(700), aTechnician())
  world.tickets.set(idOf(1), aTicket({ assigneeIds: [idOf(700)] }))
  const index = world.index()
  index.apply(world.everything())
  world.sites.set(idOf(500), aSite({ name: 'Depot' }))
  index.apply(changedIds({ site: [idOf(500)] }))
  const row = index.rows.get(idOf(1))
  expect(row).toMatchObject({ siteName: 'Depot', technicians: ['Tim Ruiz'] })
  world.technicians.set(idOf(700), aTechnician({ status: 'on_site' }))
  index.apply(changedIds({ technician: [idOf(700)] }))
  expect(index.rows.get(idOf(1))).toBe(row)
})

test('lateness comes with time, without a change of any row', () => {
  const world = new World()
  world.tickets.set(idOf(1), aTicket({ scheduledFor: '2026-11-22T14:30:00.000Z' }))
  const index = world.index()
  index.apply(world.everything())
  expect(index.counts().get('late')).toBe(0)
  index.setViews(views, { ...viewing, now: Date.parse('2026-11-22T14:31:00.000Z') })
  expect(index.counts().get('late')).toBe(1)
})
