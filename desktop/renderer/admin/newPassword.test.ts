import { expect, test } from 'vitest'
import { newPassword } from './newPassword.ts'

test('four groups of four letters that nobody mistakes for others, another each time', () => {
  const some = Array.from({ length: 50 }, () => newPassword())
  for (const each of some) expect(each).toMatch(/^([a-km-np-zA-HJ-NP-Z2-9]{4}-){3}[a-km-np-zA-HJ-NP-Z2-9]{4}$/)
  expect(new Set(some).size).toBe(50)
})

test('bytes that would favour some letters are thrown away', () => {
  const bytes = [255, 250, 0]
  const password = newPassword((given) => given.map((_, index) => bytes[index % 3] ?? 0))
  expect(password).toBe('aaaa-aaaa-aaaa-aaaa')
})
