import { expect, test } from 'vitest'
import { auditActions } from '../../../api/contract/audit.ts'
import { auditActionWords, auditFacts } from './auditWords.ts'

test('every action of the contract has words, and a change of the data its kind and what was done', () => {
  for (const action of Object.values(auditActions)) expect(auditActionWords(action)).not.toContain('.')
  expect(auditActionWords('ticket.checked_in')).toBe('Ticket checked in')
  expect(auditActionWords('time_entry.update')).toBe('Time entry changed')
  expect(auditActionWords('constructor')).toBe('Constructor ')
})

test('facts are the details, and the fields that are different', () => {
  expect(
    auditFacts({
      details: { path: '/api/v1/audit', code: null },
      before: { title: 'No heat', plannedMinutes: 30, same: [1] },
      after: { title: 'No heat, 2nd floor', plannedMinutes: null, same: [1], parts: ['valve'] },
    }),
  ).toEqual([
    { label: 'Path', after: '/api/v1/audit' },
    { label: 'Code', after: '' },
    { label: 'Title', before: 'No heat', after: 'No heat, 2nd floor' },
    { label: 'Planned minutes', before: '30', after: '' },
    { label: 'Parts', before: '', after: '["valve"]' },
  ])
  expect(auditFacts({})).toEqual([])
})
