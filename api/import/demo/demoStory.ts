import { type ImportedTicket } from '../ImportedTicket.ts'
import { demoPeople, isOnShift, skillFor, type DemoPerson, type Skill } from './demoPeople.ts'
import { demoPlots, type Plot, type PlotCommand } from './demoPlots.ts'
import { scheduledTime } from './scheduledTime.ts'

/** One thing that somebody did on the demo day. */
export interface StoryStep {
  at: Date
  /** Which ticket of the day. */
  ticket: number
  by: DemoPerson
  command: PlotCommand
  input: Readonly<Record<string, unknown>>
  /** Whose assignment it is about. */
  technician?: DemoPerson
}

const minute = 60_000
const dispatchers = demoPeople.filter((person) => person.role === 'dispatcher')
const workers = demoPeople.filter((person) => isOnShift(person) && person.today !== 'on standby')

/** Everything that happened on the day so far, oldest first: the plots played by people, in times relative to now. */
export function demoStory(rows: readonly ImportedTicket[], now: Date, random: () => number): StoryStep[] {
  const plots = plotsFor(rows)
  const jobs = new Jobs()
  const steps = rows.flatMap((row, index) => {
    const plot = plots.get(index)
    if (!plot) return []
    const dispatcher = dispatchers[index % dispatchers.length]
    const earlier = Math.floor(random() * (plot.spread + 1))
    const crew = jobs.takeFor(plot, skillFor(row.type), earlier)
    return dispatcher ? play({ plot, index, row, dispatcher, crew, earlier, now }) : []
  })
  return steps.toSorted((a, b) => a.at.getTime() - b.at.getTime() || a.ticket - b.ticket)
}

/** Which row goes which way. Neighbours in the list are of one type, so the plots step through it by sevens. */
function plotsFor(rows: readonly ImportedTicket[]): ReadonlyMap<number, Plot> {
  const plots = new Map<number, Plot>()
  const wanted = demoPlots.flatMap((plot) => Array.from({ length: plot.count }, () => plot))
  const free = rows.map((_, index) => (index * 7) % rows.length)
  for (const plot of wanted.toSorted((a, b) => Number(b.skill !== undefined) - Number(a.skill !== undefined))) {
    const position = plot.skill ? free.findIndex((index) => skillFor(rows[index]?.type ?? '') === plot.skill) : 0
    const [index] = free.splice(Math.max(position, 0), 1)
    if (index !== undefined) plots.set(index, plot)
  }
  return plots
}

interface Play {
  plot: Plot
  index: number
  row: ImportedTicket
  dispatcher: DemoPerson
  crew: readonly DemoPerson[]
  earlier: number
  now: Date
}

function play({ plot, index, row, dispatcher, crew, earlier, now }: Play): StoryStep[] {
  return plot.steps.flatMap(([minutesAgo, command, input = {}]) => {
    const at = new Date(now.getTime() - (minutesAgo + earlier) * minute)
    const step = { at, ticket: index, by: dispatcher, command, input }
    switch (command) {
      case 'ticket.create':
        return [{ ...step, input: newTicket(plot, row, now) }]
      case 'ticket.assign':
        return crew.map((technician) => ({ ...step, technician }))
      case 'ticket.claim':
        return crew.map((technician) => ({ ...step, by: technician }))
      case 'assignment.dispatch':
        return crew.map((technician) => ({ ...step, technician }))
      default:
        if (command.startsWith('ticket.')) return [step]
        return crew.map((technician) => ({ ...step, by: technician, technician }))
    }
  })
}

function newTicket(plot: Plot, row: ImportedTicket, now: Date): Record<string, unknown> {
  const { title, description, type, priority, externalRef } = row
  return {
    title,
    description,
    type,
    priority,
    source: 'demo',
    externalRef,
    ...(plot.scheduled === undefined ? {} : { scheduledFor: scheduledTime(plot.scheduled, now) }),
    ...(plot.plannedMinutes === undefined ? {} : { plannedMinutes: plot.plannedMinutes }),
  }
}

/** Minutes ago that a visit began and ended; one that goes on ends now. */
interface Visit {
  from: number
  to: number
}

function visitOf({ steps }: Plot, earlier: number): Visit | undefined {
  const minutesAgo = (command: PlotCommand) => steps.find((step) => step[1] === command)?.[0]
  const from = minutesAgo('assignment.en-route')
  const to = minutesAgo('assignment.check-out')
  return from === undefined ? undefined : { from: from + earlier, to: to === undefined ? 0 : to + earlier }
}

/** Hands out the work evenly, to those who can do it and are nowhere else meanwhile. */
class Jobs {
  readonly #taken = new Map<DemoPerson, (Visit | undefined)[]>()

  takeFor(plot: Plot, skill: Skill, earlier: number): DemoPerson[] {
    if (!plot.steps.some(([, command]) => command === 'ticket.assign' || command === 'ticket.claim')) return []
    const visit = visitOf(plot, earlier)
    const crew = workers
      .filter((person) => visit === undefined || this.#isFree(person, visit))
      .toSorted((a, b) => this.#cost(a, skill) - this.#cost(b, skill))
      .slice(0, plot.crew ? 2 : 1)
    for (const person of crew) this.#taken.set(person, [...this.#of(person), visit])
    return crew
  }

  #of(person: DemoPerson): (Visit | undefined)[] {
    return this.#taken.get(person) ?? []
  }

  #isFree(person: DemoPerson, visit: Visit): boolean {
    if (person.today === 'on a break' && visit.to === 0) return false
    return this.#of(person).every((other) => !other || other.to >= visit.from || visit.to >= other.from)
  }

  /** Whoever lacks the skill comes after all who have it. */
  #cost(person: DemoPerson, skill: Skill): number {
    return this.#of(person).length + (person.skills?.includes(skill) ? 0 : 100)
  }
}
