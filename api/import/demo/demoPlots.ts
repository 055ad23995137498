import { type CommandName } from '../../contract/commands.ts'
import { type Skill } from './demoPeople.ts'

/** How one ticket of the demo day went so far. */
export interface Plot {
  /** How many of the 60 went this way. */
  count: number
  /** All its steps lie up to so many minutes earlier, each ticket's by another number. */
  spread: number
  /** Minutes from now that it is scheduled for, to the quarter of an hour; `tomorrow` is nine in the morning. */
  scheduled?: number | 'tomorrow'
  plannedMinutes?: number
  /** The kind of work it makes sense for; without, any. */
  skill?: Skill
  /** With a second technician beside the first. */
  crew?: boolean
  steps: readonly PlotStep[]
}

/** Minutes ago, the command, and what it takes besides the ids. */
export type PlotStep = readonly [minutesAgo: number, command: PlotCommand, input?: Readonly<Record<string, string>>]

export type PlotCommand = Extract<CommandName, `ticket.${string}` | `assignment.${string}`>

/** The road that the plots begin with, ending where each goes its own way. */
function until(arrival: 'dispatch' | 'accept' | 'en-route' | 'check-in' | 'start', created: number): PlotStep[] {
  const steps: PlotStep[] = [
    [created, 'ticket.create'],
    [created - 4, 'ticket.open'],
    [created - 9, 'ticket.assign'],
    [created - 10, 'assignment.dispatch'],
    [created - 13, 'assignment.accept'],
    [created - 20, 'assignment.en-route'],
    [created - 41, 'assignment.check-in'],
    [created - 45, 'assignment.start'],
  ]
  return steps.slice(0, steps.findIndex(([, command]) => command === `assignment.${arrival}`) + 1)
}

const triaged: readonly PlotStep[] = [
  [20, 'ticket.create'],
  [14, 'ticket.open'],
]

/**
 * The day in plots. What is over lies further back than what is under way, so that nobody is in two places at once:
 * closed ones ended over 5 hours ago, completed ones over 2, and nobody on the way now set out over 100 minutes ago.
 */
export const demoPlots: readonly Plot[] = [
  { count: 7, spread: 40, steps: [[2, 'ticket.create']] },
  { count: 7, spread: 150, steps: triaged },
  { count: 4, spread: 90, scheduled: 'tomorrow', plannedMinutes: 90, steps: triaged },
  { count: 4, spread: 60, scheduled: 135, plannedMinutes: 60, steps: [...triaged, [8, 'ticket.assign']] },
  // Late: not en route at their time.
  {
    count: 1,
    spread: 5,
    scheduled: -45,
    plannedMinutes: 45,
    steps: [
      [150, 'ticket.create'],
      [140, 'ticket.assign'],
    ],
  },
  { count: 1, spread: 5, scheduled: -30, plannedMinutes: 60, steps: until('dispatch', 95) },
  { count: 3, spread: 12, plannedMinutes: 60, steps: until('dispatch', 16) },
  { count: 2, spread: 15, plannedMinutes: 45, steps: until('accept', 22) },
  { count: 1, spread: 6, plannedMinutes: 60, steps: [...triaged, [5, 'ticket.claim']] },
  { count: 2, spread: 10, plannedMinutes: 60, steps: until('en-route', 27) },
  { count: 1, spread: 8, plannedMinutes: 90, steps: until('check-in', 44) },
  { count: 1, spread: 10, plannedMinutes: 60, steps: until('start', 62) },
  // Running over.
  { count: 1, spread: 5, plannedMinutes: 30, steps: until('start', 110) },
  { count: 1, spread: 5, skill: 'plumbing', plannedMinutes: 90, crew: true, steps: until('start', 85) },
  { count: 1, spread: 5, plannedMinutes: 60, steps: [...until('start', 90), [12, 'assignment.pause']] },
  { count: 1, spread: 20, steps: [...triaged, [10, 'ticket.hold', { reason: 'customer' }]] },
  { count: 1, spread: 60, skill: 'streets', steps: [...triaged, [9, 'ticket.hold', { reason: 'weather' }]] },
  { count: 1, spread: 30, steps: [...triaged, [7, 'ticket.assign'], [5, 'ticket.hold', { reason: 'access' }]] },
  { count: 1, spread: 30, steps: [...triaged, [6, 'ticket.hold', { reason: 'other' }]] },
  {
    count: 1,
    spread: 20,
    skill: 'heating',
    steps: [...until('start', 290), [225, 'ticket.hold', { reason: 'parts' }], [220, 'assignment.check-out']],
  },
  // Declined, and open again.
  {
    count: 1,
    spread: 20,
    skill: 'electrical',
    steps: [...until('dispatch', 60), [44, 'assignment.decline', { reason: 'No ladder on the van' }]],
  },
  // Reopened: it was not over.
  {
    count: 1,
    spread: 20,
    steps: [...until('start', 330), [250, 'assignment.check-out', { disposition: 'completed' }], [35, 'ticket.reopen']],
  },
  {
    count: 5,
    spread: 60,
    steps: [...until('start', 240), [140, 'assignment.check-out', { disposition: 'completed' }]],
  },
  {
    count: 1,
    spread: 40,
    steps: [...until('check-in', 230), [150, 'assignment.check-out', { disposition: 'no_access' }]],
  },
  {
    count: 1,
    spread: 40,
    steps: [...until('start', 250), [145, 'assignment.check-out', { disposition: 'cannot_complete' }]],
  },
  {
    count: 6,
    spread: 60,
    steps: [...until('start', 460), [370, 'assignment.check-out', { disposition: 'completed' }], [320, 'ticket.close']],
  },
  { count: 2, spread: 120, steps: [...triaged, [11, 'ticket.cancel', { reason: 'Reported twice' }]] },
  { count: 1, spread: 120, steps: [...triaged, [12, 'ticket.cancel', { reason: 'The caller withdrew it' }]] },
]
