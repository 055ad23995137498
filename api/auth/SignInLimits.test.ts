import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Refused } from '../contract/errors.ts'
import { SignInLimits } from './SignInLimits.ts'

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-11-26T08:00:00Z') }))
afterEach(() => void vi.useRealTimers())

/** How long a try has to wait, in seconds; 0 where it may be made. */
async function waitOf(limits: SignInLimits, account: string, address: string): Promise<number> {
  try {
    await limits.check(account, address)
    return 0
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== 'slow_down') throw error
    return Number(error.details.retryAfter)
  }
}

async function wrong(limits: SignInLimits, times: number, at: (time: number) => [account: string, address: string]) {
  for (let time = 0; time < times; time++) await limits.onWrongPassword(...at(time))
}

test('five wrong tries slow an account at that address for a minute, and nobody else', async () => {
  const limits = new SignInLimits()
  await wrong(limits, 4, () => ['dora', '10.0.0.1'])
  expect(await waitOf(limits, 'dora', '10.0.0.1')).toBe(0)
  await wrong(limits, 1, () => ['dora', '10.0.0.1'])
  expect(await waitOf(limits, 'dora', '10.0.0.1')).toBe(60)
  expect(await waitOf(limits, 'dora', '10.0.0.2')).toBe(0)
  expect(await waitOf(limits, 'tim', '10.0.0.1')).toBe(0)
})

test('what is left to wait grows shorter, and then one may try again', async () => {
  const limits = new SignInLimits()
  await wrong(limits, 5, () => ['dora', '10.0.0.1'])
  await vi.advanceTimersByTimeAsync(45_500)
  expect(await waitOf(limits, 'dora', '10.0.0.1')).toBe(15)
  await vi.advanceTimersByTimeAsync(14_600)
  expect(await waitOf(limits, 'dora', '10.0.0.1')).toBe(0)
})

test('the right password forgives the wrong ones before it at that address', async () => {
  const limits = new SignInLimits()
  await wrong(limits, 4, () => ['dora', '10.0.0.1'])
  await limits.onSignedIn('dora', '10.0.0.1')
  await wrong(limits, 4, () => ['dora', '10.0.0.1'])
  expect(await waitOf(limits, 'dora', '10.0.0.1')).toBe(0)
})

test('an account that is tried from fifty addresses is slowed at every address, the others are not', async () => {
  const limits = new SignInLimits()
  await wrong(limits, 50, (time) => ['dora', `10.0.1.${time}`])
  expect(await waitOf(limits, 'dora', '10.9.9.9')).toBe(600)
  expect(await waitOf(limits, 'tim', '10.9.9.9')).toBe(0)
})

test('an address that tries a hundred accounts is slowed for every account, other addresses are not', async () => {
  const limits = new SignInLimits()
  await wrong(limits, 100, (time) => [`somebody-${time}`, '10.0.0.1'])
  expect(await waitOf(limits, 'dora', '10.0.0.1')).toBe(60)
  expect(await waitOf(limits, 'dora', '10.0.0.2')).toBe(0)
})

test('the right password of one account does not forgive what its address has tried of others', async () => {
  const limits = new SignInLimits()
  await wrong(limits, 100, (time) => [`somebody-${time}`, '10.0.0.1'])
  await limits.onSignedIn('thief', '10.0.0.1')
  expect(await waitOf(limits, 'dora', '10.0.0.1')).toBe(60)
})
