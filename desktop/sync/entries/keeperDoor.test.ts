import { expect, test } from 'vitest'
import { isRecord } from '../../link/wire.ts'
import { type Credentials } from '../ports.ts'
import { testId } from '../testing/ids.ts'
import { createKeeperDoor } from './keeperDoor.ts'

const credentials: Credentials = {
  refreshToken: 'secret',
  user: { id: testId(1), email: 'dana@example.com', name: 'Dana', role: 'dispatcher' },
}

/** A keeper that answers each request with what this gives. */
function keptBy(answer: (request: unknown) => object) {
  const asked: unknown[] = []
  const kept = createKeeperDoor((message) => {
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

test('the keeper is asked for the way; one that does not know it means the straight one', async () => {
  const door = createKeeperDoor((message) => {
    if (!isRecord(message)) throw new Error('not a request')
    const known = message.route === 'https://a/'
    queueMicrotask(() => door.onMessage({ n: message.n, ...(known ? { kept: 'PROXY p:1' } : { problem: 'no' }) }))
  })
  expect([await door.routeTo('https://a/'), await door.routeTo('https://b/')]).toEqual(['PROXY p:1', 'DIRECT'])
})
