import { expect, test } from 'vitest'
import { accountCalls } from './accountCalls.ts'
import { Passing } from './Passing.ts'
import { type Api } from './api.ts'
import { answer } from './testing/answers.ts'

test('S55 what concerns one’s sign-in is asked for each time and refused where the server cannot be reached', async () => {
  const asked: string[] = []
  let isDown = false
  const api: Api = async ({ method, path }) => {
    if (isDown) throw new Passing('The server cannot be reached.')
    asked.push(`${method} ${path}`)
    return answer(200, path === '/tokens' && method === 'POST' ? { token: 'shown once', scopes: [] } : { items: [] })
  }
  const calls = accountCalls(api)
  await calls.listSessions()
  await calls.listSessions()
  expect(await calls.createToken({ name: 'Wall', scopes: ['read'] })).toMatchObject({ token: 'shown once' })
  expect(asked).toEqual(['GET /sessions', 'GET /sessions', 'POST /tokens'])
  isDown = true
  await expect(calls.changePassword({ currentPassword: 'old', newPassword: 'new' })).rejects.toMatchObject({
    code: 'unavailable',
  })
  isDown = false
  expect(asked).toHaveLength(3)
})
