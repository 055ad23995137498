import { expect, test } from 'vitest'
import { type AlarmPolicy } from '../../../api/contract/alarm.ts'
import { alarmForm, alarmPolicyIn, alarmProblem, type AlarmForm } from './alarmForm.ts'

const policy: AlarmPolicy = { badge: 0, toast: 30, tone: null, repeat: 60, next: null, manager: 300, repeatEvery: 20 }

test('a policy goes into the form and comes out as it was', () => {
  const form = alarmForm(policy)
  expect(form).toMatchObject({ badge: '0', tone: '', manager: '300', repeatEvery: '20' })
  expect(alarmPolicyIn(form)).toEqual(policy)
})

test.each<[keyof AlarmForm, string, string | undefined]>([
  ['tone', '30', undefined],
  ['tone', ' 60 ', undefined],
  ['tone', '29', 'before the step above'],
  ['tone', '1.5', 'Whole seconds'],
  ['tone', '-1', 'Whole seconds'],
  ['tone', 'soon', 'Whole seconds'],
  ['manager', '86401', 'Whole seconds'],
  ['badge', '', undefined],
  ['repeatEvery', '', 'from 5 to 600'],
  ['repeatEvery', '4', 'from 5 to 600'],
  ['repeatEvery', '600', undefined],
])('%s typed as %j', (line, text, problem) => {
  const form = { ...alarmForm(policy), [line]: text }
  if (problem === undefined) expect(alarmProblem(form, line)).toBeUndefined()
  else expect(alarmProblem(form, line)).toContain(problem)
  expect(alarmPolicyIn(form) === undefined).toBe(problem !== undefined)
})

test('a step that is too late for the one below it is told at the one below', () => {
  const form = { ...alarmForm(policy), toast: '90' }
  expect(alarmProblem(form, 'toast')).toBeUndefined()
  expect(alarmProblem(form, 'repeat')).toContain('before the step above')
})
