import { type ImportedTicket } from '../ImportedTicket.ts'
import { demoShipments } from './demoGoods.ts'
import { demoPeople, skillFor, type DemoPerson, type Skill } from './demoPeople.ts'
import { type StoryStep } from './demoStory.ts'
import { demoTalk } from './demoTalk.ts'

/** What hangs on the tickets of the demo day, and the shipments: each at its time, by its person. */
export type DemoExtra = { at: Date; by: DemoPerson } & (
  | { kind: 'comment'; ticket: number; text: string; mention: DemoPerson }
  | { kind: 'time'; ticket: number; startedAt: Date; endedAt: Date; note: string }
  | { kind: 'picture'; ticket: number; skill: Skill; reading: number }
  | { kind: 'report'; ticket: number; lines: readonly string[] }
  | { kind: 'ask'; ticket: number; name: string }
  | { kind: 'use'; ticket: number }
  | { kind: 'ship'; shipment: number; site: number; ticket: number | undefined }
  | { kind: 'step'; shipment: number; step: string; reason: string | undefined }
)

const minute = 60_000
const shiftBegan = 540 * minute
/** Fewer would look staged, more would bury what people came to see. */
const chances = { create: 0.25, 'en-route': 0.5, start: 0.7, 'check-out': 0.5 } as const
const dispatchers = demoPeople.filter(({ role }) => role === 'dispatcher')

interface Telling {
  rows: readonly ImportedTicket[]
  story: readonly StoryStep[]
  now: Date
  random: () => number
}

/** Everything beside the story, oldest first. The same seed tells the same. */
export function demoExtras(telling: Telling): DemoExtra[] {
  const extras = [...ticketExtras(telling), ...calls(telling), ...shipments(telling)]
  const latest = telling.now.getTime() - minute / 2
  return extras.filter((extra) => extra.at.getTime() <= latest).toSorted((a, b) => a.at.getTime() - b.at.getTime())
}

function pick<T>(items: readonly [T, ...T[]] | readonly T[], random: () => number): T {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new Error('there is nothing to choose from')
  return item
}

function after(step: StoryStep, minutes: number): Date {
  return new Date(step.at.getTime() + minutes * minute)
}

function ticketExtras({ rows, story, now, random }: Telling): DemoExtra[] {
  const loaded = new Set<DemoPerson>()
  return story.flatMap((step): DemoExtra[] => {
    const { ticket, by } = step
    const mention = pick(
      dispatchers.filter((person) => person !== by),
      random,
    )
    const say = (text: string, minutes: number): DemoExtra => ({
      kind: 'comment',
      at: after(step, minutes),
      by,
      ticket,
      text,
      mention,
    })
    const happens = (chance: number): boolean => random() < chance
    const skill = skillFor(rows[ticket]?.type ?? '')
    switch (step.command) {
      case 'ticket.create':
        return happens(chances.create) ? [say(pick(demoTalk.create, random), 1)] : []
      case 'ticket.hold':
        return [say(demoTalk[holdReasonOf(step)], 2)]
      case 'assignment.en-route': {
        const said = happens(chances['en-route']) ? [say(pick(demoTalk['en-route'], random), 3)] : []
        if (loaded.has(by) || loaded.size >= 5) return said
        loaded.add(by)
        // Before anybody could have checked in anywhere: nobody's entries overlap.
        const startedAt = new Date(now.getTime() - shiftBegan)
        const endedAt = new Date(startedAt.getTime() + 25 * minute)
        return [...said, { kind: 'time', at: after(step, 1), by, ticket, startedAt, endedAt, note: 'Loaded the van' }]
      }
      case 'assignment.start': {
        const extras = happens(chances.start) ? [say(pick(demoTalk.start, random), 4)] : []
        if (happens(0.3)) extras.push({ kind: 'picture', at: after(step, 5), by, ticket, skill, reading: random() })
        if (happens(0.6)) extras.push({ kind: 'use', at: after(step, 6), by, ticket })
        if (happens(0.25)) extras.push({ kind: 'ask', at: after(step, 7), by, ticket, name: 'Ladder, 24 ft' })
        return extras
      }
      case 'assignment.check-out': {
        const extras = happens(chances['check-out']) ? [say(pick(demoTalk['check-out'], random), 1)] : []
        const lines = ['Work report', rows[ticket]?.title ?? '', `Technician: ${by.name}`, 'Tested and left clean.']
        if (happens(0.3)) extras.push({ kind: 'report', at: after(step, 2), by, ticket, lines })
        return extras
      }
      default:
        return []
    }
  })
}

function holdReasonOf({ input }: StoryStep): 'customer' | 'weather' | 'access' | 'parts' | 'other' {
  const reasons = ['customer', 'weather', 'access', 'parts'] as const
  return reasons.find((reason) => reason === input['reason']) ?? 'other'
}

/** Dispatchers' own time, by hand: a call of a few minutes, one after the other. */
function calls({ story, random }: Telling): DemoExtra[] {
  const free = new Map<DemoPerson, number>()
  return story.flatMap((step): DemoExtra[] => {
    const { by, ticket, command } = step
    const endedAt = after(step, 1)
    const startedAt = new Date(endedAt.getTime() - (4 + Math.floor(random() * 5)) * minute)
    if (command !== 'ticket.open' || random() > 0.3 || (free.get(by) ?? 0) > startedAt.getTime()) return []
    free.set(by, endedAt.getTime())
    return [{ kind: 'time', at: endedAt, by, ticket, startedAt, endedAt, note: 'Call with the customer' }]
  })
}

function shipments({ rows, story, now, random }: Telling): DemoExtra[] {
  const ago = (minutes: number): Date => new Date(now.getTime() - minutes * minute)
  return demoShipments.flatMap((shipment, index): DemoExtra[] => {
    const by = pick(dispatchers, random)
    const created = ago(shipment.created)
    // The boiler's part is for the ticket that waits for it; the others are for one that was there by then, if any.
    const known = story.filter((step) => step.command === 'ticket.create' && step.at < created)
    const held = story.find((step) => step.command === 'ticket.hold' && step.input['reason'] === 'parts')
    const isForHeld = shipment.description.includes('boiler') && held !== undefined
    const ticket = isForHeld ? held.ticket : known.length > 0 ? pick(known, random).ticket : undefined
    const site = Math.floor(random() * rows.length)
    return [
      { kind: 'ship', at: created, by, shipment: index, site, ticket },
      ...shipment.steps.map(([minutesAgo, step, reason]): DemoExtra => ({
        kind: 'step',
        at: ago(minutesAgo),
        by,
        shipment: index,
        step,
        reason,
      })),
    ]
  })
}
