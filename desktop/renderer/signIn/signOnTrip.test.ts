import { expect, test } from 'vitest'
import { keepTrip, takeTrip } from './signOnTrip.ts'

/** As much of localStorage as is used. */
function storage() {
  const values = new Map<string, string>()
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
    values,
  }
}

test.each(['/', '/ticket/4711?tab=files#c', '/admin/users', '/sign-in-help'])('one comes back to %s', (path) => {
  const kept = storage()
  keepTrip(kept, { verifier: 'v', path })
  expect(takeTrip(kept)).toEqual({ verifier: 'v', path })
})

test.each([
  '/sign-in',
  '/sign-in?grant=x',
  '//elsewhere.example/',
  '/\\elsewhere.example',
  'https://elsewhere.example',
  '',
])('%s is no place to come back to: the start is', (path) => {
  const kept = storage()
  keepTrip(kept, { verifier: 'v', path })
  expect(takeTrip(kept)).toEqual({ verifier: 'v', path: '/' })
})

test('it is taken once, and what is none is none', () => {
  const kept = storage()
  expect(takeTrip(kept)).toBeUndefined()
  keepTrip(kept, { verifier: 'v', path: '/board' })
  takeTrip(kept)
  expect(takeTrip(kept)).toBeUndefined()
  for (const text of ['nonsense', '7', '{}', '{"verifier":"v","path":7}', '{"verifier":"v","path":"//x.example"}']) {
    keepTrip(kept, { verifier: 'v', path: '/board' })
    const [name = ''] = kept.values.keys()
    kept.values.set(name, text)
    expect(takeTrip(kept)).toBeUndefined()
  }
})
