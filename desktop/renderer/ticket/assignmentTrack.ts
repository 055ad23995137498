import { stateTime, type Assignment, type AssignmentState } from '../../../api/contract/assignment.ts'
import { assignmentStateWords } from '../ui/words.ts'

export interface TrackStop {
  state: AssignmentState
  label: string
  /** When it was first reached; undefined where it was skipped or is to come. */
  at: string | undefined
  isHere: boolean
}

const stops = ['assigned', 'dispatched', 'accepted', 'en_route', 'on_site', 'working'] as const

/** The way of an assignment as stops; paused is working that rests. */
export function assignmentTrack(assignment: Assignment): TrackStop[] {
  const here = assignment.state === 'paused' ? 'working' : assignment.state
  return stops.map((state) => ({
    state,
    label: assignmentStateWords[state],
    at: assignment[stateTime[state]],
    isHere: state === here,
  }))
}

export interface Interval {
  label: 'Turnout' | 'Travel' | 'On scene' | 'Total'
  ms: number
}

/** The stretches that are over: dispatched to en route, en route to on site, on site to done, and all of it. */
export function intervals({ dispatchedAt, enRouteAt, onSiteAt, doneAt, assignedAt }: Assignment): Interval[] {
  const stretches: [Interval['label'], string | undefined, string | undefined][] = [
    ['Turnout', dispatchedAt, enRouteAt],
    ['Travel', enRouteAt, onSiteAt],
    ['On scene', onSiteAt, doneAt],
    ['Total', assignedAt, doneAt],
  ]
  return stretches.flatMap(([label, from, to]) => {
    if (from === undefined || to === undefined) return []
    const ms = Date.parse(to) - Date.parse(from)
    return ms < 0 ? [] : [{ label, ms }]
  })
}
