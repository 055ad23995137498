import { expect, test } from 'vitest'
import { isRecord } from '../../link/wire.ts'
import { type Credentials } from '../ports.ts'
import { testId } from '../testing/ids.ts'
import { createKeeperCredentials } from './keeperCredentials.ts'

const credentials: Credentials = {
  refreshToken: 'secret',
  user: { id: testId(1), email: 'dana@example.com', name: 'Dana', role: 'dispatcher' },
}

/** A keeper that answers each request with what this gives. */
function keptBy(answer: (request: unknown) => object) {
  const asked: unknown[] = []
  const kept = createKeeperCredentials((message) => {
    if (!isRecord(message)) throw new Error('not a request')
    asked.push(message.credentials)
    queueMicrotask(() => kept.onMessage({ n: message.n, ...answer(message.credentials) }))
  })
  return { store: kept.store, asked }
}

test('the keeper is asked to load, save and clear, and gets the sign-in as a text', async () => {
  let text: string | undefined
  const { store, asked } = keptBy((request) => {
    if (isRecord(request) && typeof request.text === 'string') text = request.text
    return text === undefined ? {} : { kept: text }
  })
  expect(await store.load()).toBeUndefined()
  await store.save(credentials)
  expect(await store.load()).toEqual(credentials)
  await store.clear()
  expect(asked).toEqual([
    { do: 'load' },
    { do: 'save', text: JSON.stringify(credentials) },
    { do: 'load' },
    { do: 'clear' },
  ])
})

test('a keeper that cannot is heard, and what is no sign-in is none', async () => {
  await expect(keptBy(() => ({ problem: 'locked' })).store.save(credentials)).rejects.toThrow('locked')
  expect(await keptBy(() => ({ kept: '{"refreshToken":1}' })).store.load()).toBeUndefined()
})
