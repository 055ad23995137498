import { expect, test } from 'vitest'
import { pushReadiness, type PushFacts } from './pushReadiness.ts'

const facts = (changes: Partial<PushFacts> = {}): PushFacts => ({
  isSecure: true,
  hasAll: true,
  permission: 'default',
  userAgent: 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0',
  maxTouchPoints: 5,
  ...changes,
})
const iPhone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15'
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15'

test.each([
  ['asks where nobody was asked', {}, 'ask'],
  ['knows what was allowed', { permission: 'granted' }, 'granted'],
  ['knows what was refused', { permission: 'denied' }, 'denied'],
  ['needs https', { isSecure: false, hasAll: false }, 'insecure'],
  ['needs the home screen on an iPhone', { hasAll: false, userAgent: iPhone }, 'install'],
  ['needs the home screen on an iPad, which says it is a Mac', { hasAll: false, userAgent: mac }, 'install'],
  ['asks on an iPhone’s home screen', { userAgent: iPhone }, 'ask'],
  ['cannot on an old Mac', { hasAll: false, userAgent: mac, maxTouchPoints: 0 }, 'unsupported'],
] as const)('a device %s', (_what, changes, expected) => {
  expect(pushReadiness(facts(changes))).toBe(expected)
})
