import { expect, test } from 'vitest'
import { auditParams } from './auditQuery.ts'

const nothing = { q: '', who: '', what: '', outcome: '', from: '', to: '', subject: '' }

test('what is not asked for is no parameter', () => {
  expect(auditParams(nothing)).toEqual({})
  expect(auditParams({ ...nothing, q: '  ', what: 'no such group', from: 'yesterday' })).toEqual({})
})

test('a group is its actions, days are whole ones', () => {
  const params = auditParams({
    ...nothing,
    q: ' valve ',
    what: 'tokens',
    outcome: 'refused',
    from: '2026-11-02',
    to: '2026-11-02',
  })
  expect(params).toMatchObject({ q: 'valve', action: 'token.created,token.revoked', outcome: 'refused' })
  expect(Date.parse(params['to'] ?? '') - Date.parse(params['from'] ?? '')).toBe(86_399_999)
})
