import { expect, test } from 'vitest'
import { assignmentStates } from '../../../api/contract/assignment.ts'
import { allowedFrom, assignmentMachine, ticketMachine } from '../../../api/contract/stateMachines.ts'
import { ticketStatuses } from '../../../api/contract/ticket.ts'
import { aTicket, anAssignment, idOf } from '../testing/rows.ts'
import { assignmentSteps, commandOf, dispatcherSteps, primaryStep, ticketSteps, type NextStep } from './nextSteps.ts'

const dispatcher = { role: 'dispatcher' as const }
const tim = { role: 'technician' as const, technicianId: idOf(700) }
const names = (steps: NextStep[]): string[] => steps.map(({ command }) => command)

test('dispatchers are offered what the machine allows, but claiming', () => {
  for (const status of ticketStatuses) {
    const ticket = aTicket({ status, assigneeIds: [idOf(700)] })
    const allowed = allowedFrom(ticketMachine, status).filter((command) => command !== 'claim')
    expect(names(ticketSteps(ticket, dispatcher)).toSorted()).toEqual(allowed.toSorted())
  }
})

test('assignments: every step the machine allows, to dispatchers and to their own technician, who do not dispatch', () => {
  for (const state of assignmentStates) {
    const assignment = anAssignment({ state })
    const allowed: string[] = allowedFrom(assignmentMachine, state)
    expect(names(assignmentSteps(assignment, dispatcher)).toSorted()).toEqual(allowed.toSorted())
    expect(names(assignmentSteps(assignment, tim)).toSorted()).toEqual(
      allowed.filter((command) => command !== 'dispatch').toSorted(),
    )
    expect(assignmentSteps(anAssignment({ state, technicianId: idOf(701) }), tim)).toEqual([])
  }
})

test('a technician claims what nobody has, and gives back what is theirs', () => {
  expect(names(ticketSteps(aTicket(), tim))).toEqual(['claim'])
  expect(ticketSteps(aTicket({ status: 'assigned', assigneeIds: [idOf(701)] }), tim)).toEqual([])
  expect(names(ticketSteps(aTicket({ status: 'assigned', assigneeIds: [idOf(700)] }), tim))).toEqual(['release'])
})

test('the button at the thumb is the next step of one’s own assignment', () => {
  const of = (state: (typeof assignmentStates)[number]) =>
    primaryStep(aTicket({ status: 'assigned', assigneeIds: [idOf(700)], assignments: [anAssignment({ state })] }), tim)
      ?.command
  expect(
    ['assigned', 'dispatched', 'accepted', 'en_route', 'on_site', 'working', 'paused'].map((state) =>
      of(state as 'assigned'),
    ),
  ).toEqual(['accept', 'accept', 'en-route', 'check-in', 'start', 'check-out', 'resume'])
  expect(primaryStep(aTicket(), tim)?.command).toBe('claim')
})

test('giving back is never the button at the thumb', () => {
  const ticket = aTicket({ status: 'on_hold', assigneeIds: [idOf(700)], assignments: [anAssignment()] })
  expect(primaryStep(ticket, tim)).toBeUndefined()
})

test('where someone is assigned and was not told, telling them comes first', () => {
  const ticket = aTicket({ status: 'assigned', assigneeIds: [idOf(700)], assignments: [anAssignment()] })
  const [first] = dispatcherSteps(ticket, dispatcher, () => 'Tim Ruiz')
  expect(first).toMatchObject({ kind: 'assignment', command: 'dispatch', label: 'Dispatch Tim Ruiz' })
})

test('a step that asks something is no command before it was answered', () => {
  for (const status of ticketStatuses) {
    const ticket = aTicket({ status, assigneeIds: [idOf(700)] })
    for (const step of ticketSteps(ticket, dispatcher)) {
      const bare = commandOf(step)
      expect(bare === undefined).toBe(step.asks !== undefined)
      const answered = commandOf(step, {
        technicianId: idOf(700),
        holdReason: 'parts',
        disposition: 'completed',
        reason: 'why',
      })
      expect(answered).toMatchObject({ name: `ticket.${step.command}`, target: ticket.id })
    }
  }
})
