import { Value } from 'typebox/value'
import { expect, test } from 'vitest'
import { CreateUser } from '../../../api/contract/user.ts'
import { givableRoles, userProblems, type UserForm } from './userForm.ts'

const good: UserForm = { name: 'Una Berg', email: 'una@example.org', role: 'dispatcher', password: 'long enough' }

test('a form without problems is what the contract takes', () => {
  expect(userProblems(good)).toEqual({})
  expect(Value.Check(CreateUser, good)).toBe(true)
})

test('each problem is beside its field', () => {
  expect(Object.keys(userProblems({ name: ' ', email: 'una', role: 'admin', password: 'short' }))).toEqual([
    'name',
    'email',
    'password',
  ])
})

test('only admins make admins', () => {
  expect(givableRoles('admin')).toContain('admin')
  expect(givableRoles('manager')).not.toContain('admin')
})
