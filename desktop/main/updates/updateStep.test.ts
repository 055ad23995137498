import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isQuiet } from './isQuiet.ts'
import {
  firstState,
  updateStep,
  usualPause,
  type UpdateEffect,
  type UpdateEvent,
  type UpdateState,
} from './updateStep.ts'

const minute = 60_000
const events = {
  look: { type: 'look' },
  nothing: { type: 'nothing' },
  found: { type: 'found', version: '0.2.0', isBad: false },
  bad: { type: 'found', version: '0.2.0', isBad: true },
  fetched: { type: 'fetched' },
  failed: { type: 'failed' },
  install: { type: 'install' },
  quiet: { type: 'quiet' },
} satisfies Record<string, UpdateEvent>
type EventName = keyof typeof events
const eventNames = Object.keys(events) as EventName[]

const version = '0.2.0'
const states = {
  resting: { is: 'resting', failures: 1 },
  looking: { is: 'looking', failures: 1 },
  fetching: { is: 'fetching', version, failures: 1 },
  ready: { is: 'ready', version },
  installing: { is: 'installing', version },
} satisfies Record<UpdateState['is'], UpdateState>

const well: [UpdateState, UpdateEffect[]] = [{ is: 'resting', failures: 0 }, [{ do: 'wait', ms: usualPause }]]
const failedAgain: [UpdateState, UpdateEffect[]] = [{ is: 'resting', failures: 2 }, [{ do: 'wait', ms: 30 * minute }]]

/** Everything that is not here changes nothing. */
const table: Record<UpdateState['is'], Partial<Record<EventName, [UpdateState, UpdateEffect[]]>>> = {
  resting: { look: [{ is: 'looking', failures: 1 }, [{ do: 'look' }]] },
  looking: {
    nothing: well,
    found: [{ is: 'fetching', version, failures: 1 }, [{ do: 'fetch' }]],
    bad: well,
    failed: failedAgain,
  },
  fetching: { fetched: [states.ready, [{ do: 'announce', version }]], failed: failedAgain },
  ready: {
    install: [states.installing, [{ do: 'install', version }]],
    quiet: [states.installing, [{ do: 'install', version }]],
  },
  installing: { failed: [states.ready, []] },
}

const cases = Object.values(states).flatMap((state) => eventNames.map((name) => ({ state, name })))

test.each(cases)('$state.is, $name', ({ state, name }) => {
  expect(updateStep(state, events[name])).toEqual(table[state.is][name] ?? [state, []])
})

test('whatever happens: installed is only what was fetched, and after each failure it waits, at most a day', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...eventNames), { maxLength: 60 }), (names) => {
      let state = firstState
      let isFetched = false
      for (const name of names) {
        const before = state
        const [next, effects] = updateStep(state, events[name])
        state = next
        if (before.is === 'fetching' && name === 'fetched') isFetched = true
        if (effects.some((effect) => effect.do === 'install')) expect(isFetched).toBe(true)
        for (const effect of effects) if (effect.do === 'wait') expect(effect.ms).toBeLessThanOrEqual(24 * 60 * minute)
        // Nobody waits for something that nobody does: whoever rests is woken again.
        if (state.is === 'resting' && before !== state) expect(effects.map((effect) => effect.do)).toEqual(['wait'])
      }
    }),
  )
})

test.each([
  [{ idleSeconds: 14 * 60, signedIn: false, asksForPassword: false }, false],
  [{ idleSeconds: 15 * 60, signedIn: false, asksForPassword: false }, true],
  [{ idleSeconds: 119 * 60, signedIn: true, asksForPassword: false }, false],
  [{ idleSeconds: 120 * 60, signedIn: true, asksForPassword: false }, true],
  [{ idleSeconds: 24 * 3600, signedIn: false, asksForPassword: true }, false],
])('nobody would notice at %o: %s', (presence, quiet) => {
  expect(isQuiet(presence)).toBe(quiet)
})
