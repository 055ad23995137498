import { expect, test } from 'vitest'
import { type Action } from '../actions/useActions.ts'
import { fittingActions } from './fittingActions.ts'

const run = (): void => {}
const actions: Action[] = [
  { id: 'a', title: 'Sign out', group: 'Anywhere', words: 'log out', run },
  { id: 'b', title: 'New ticket', group: 'Anywhere', words: 'create', run },
  { id: 'c', title: 'Go to unassigned', group: 'Go to', run },
  { id: 'd', title: 'Assign…', group: 'Ticket', when: () => false, run },
]
const ids = (typed: string): string[] => fittingActions(actions, typed).map(({ id }) => id)

test('words are found at their beginning, also those that are not shown', () => {
  expect(ids('create')).toEqual(['b'])
  expect(ids('go un')).toEqual(['c'])
  expect(ids('icket')).toEqual([])
})

test('what cannot be done now is not offered', () => {
  expect(ids('')).toEqual(['a', 'b', 'c'])
  expect(ids('assign')).toEqual([])
})
