import { expect, test } from 'vitest'
import { hashNewPassword, problemWith } from './hashNewPassword.ts'

const about = ['dora.miles@example.org', 'Dora Miles']

test.each([
  ['12345678', 'tried first'],
  ['Password', 'tried first'],
  ['Password123', 'tried first'],
  ['ｐａｓｓｗｏｒｄ', 'tried first'],
  ['aaaaaaaaaaaa', 'repeats itself'],
  ['abababababab', 'repeats itself'],
  ['Signalbox', 'too close'],
  ['dora.miles@example.org', 'too close'],
  ['Dora Miles', 'too close'],
  ['dora.miles and the rest', undefined],
  ['correct horse battery', undefined],
  ['a long enough password', undefined],
  ['ein langes Wort', undefined],
  ['日本語のパスワード', undefined],
])('%j: %s', (password, problem) => {
  const found = problemWith(password, about)
  if (problem === undefined) expect(found).toBeUndefined()
  else expect(found).toContain(problem)
})

test('a refusal names the field and never the password', async () => {
  await expect(hashNewPassword('password1')).rejects.toMatchObject({
    code: 'invalid_input',
    details: { field: 'password' },
    message: expect.not.stringContaining('password1'),
  })
})
