import fc from 'fast-check'
import { expect, test } from 'vitest'
import { muteChoices, muteEnd } from './mute.ts'

test('the morning is the next seven o`clock: of today before it, of tomorrow from then on', () => {
  const at = (hour: number, day = 1): Date => new Date(2026, 10, day, hour)
  expect(muteEnd('until morning', at(3))).toBe(at(7).getTime())
  expect(muteEnd('until morning', at(7))).toBe(at(7, 2).getTime())
  expect(muteEnd('until morning', at(22))).toBe(at(7, 2).getTime())
  expect(muteEnd('half an hour', at(3)) - at(3).getTime()).toBe(1_800_000)
})

test('being muted always ends later than now, and within 25 hours', () => {
  const now = fc.date({ min: new Date(2000, 0), max: new Date(2100, 0), noInvalidDate: true })
  fc.assert(
    fc.property(now, fc.constantFrom(...muteChoices), (when, choice) => {
      const lasts = muteEnd(choice, when) - when.getTime()
      expect(lasts).toBeGreaterThan(0)
      expect(lasts).toBeLessThanOrEqual(25 * 3_600_000)
    }),
  )
})
