import { expect, test } from 'vitest'
import { type SlaPolicy } from '../../../api/contract/sla.ts'
import { slaForm, slaPolicyIn, slaProblem } from './slaForm.ts'

const policy: SlaPolicy = {
  P1: { responseMinutes: 45, resolutionMinutes: 240 },
  P2: { responseMinutes: 240, resolutionMinutes: 1440 },
  P3: { responseMinutes: null, resolutionMinutes: 4320 },
  P4: { responseMinutes: null, resolutionMinutes: null },
}

test('a policy goes into the form and comes out as it was', () => {
  const form = slaForm(policy)
  expect(form.P1).toEqual({ response: '0.75', resolution: '4' })
  expect(form.P4).toEqual({ response: '', resolution: '' })
  expect(slaPolicyIn(form)).toEqual(policy)
})

test.each([
  ['1,5', '2', undefined],
  ['', '', undefined],
  ['3', '2', 'Somebody is to be there before it is done.'],
  ['0', '2', 'Hours from'],
  ['-1', '2', 'Hours from'],
  ['soon', '2', 'Hours from'],
  ['1', '9000', 'Hours from'],
])('hours typed as %j and %j', (response, resolution, problem) => {
  const found = slaProblem({ response, resolution })
  if (problem === undefined) expect(found).toBeUndefined()
  else expect(found).toContain(problem)
  expect(slaPolicyIn({ ...slaForm(policy), P2: { response, resolution } }) === undefined).toBe(problem !== undefined)
})
