import { expect, test } from 'vitest'
import { readStartOptions } from './readStartOptions.ts'

test('npm start plays a demo day on, unless it is told not to', () => {
  expect(readStartOptions(['start'], {})).toEqual({ mode: 'start', firstDay: undefined, simulator: true })
  expect(readStartOptions(['start', '--demo', '--quiet'], {})).toMatchObject({ firstDay: 'demo', simulator: false })
  expect(readStartOptions(['start', '--empty'], { SIGNALBOX_SIMULATOR: 'off' })).toMatchObject({
    firstDay: 'empty',
    simulator: false,
  })
})

test('npm run serve neither plays nor chooses', () => {
  expect(readStartOptions(['serve'], {})).toEqual({ mode: 'serve', firstDay: undefined, simulator: false })
})

test.for<[string[], string]>([
  [['start', '--fast'], "Unknown option '--fast'."],
  [['start', 'demo'], "Unexpected argument 'demo'."],
  [['start', '--demo', '--empty'], 'contradict each other'],
  [['serve', '--demo'], 'takes no flags, not --demo'],
  [[], 'Use npm start'],
  [['sreve'], 'Use npm start'],
])('%j is refused in one sentence', ([args, sentence]) => {
  expect(() => readStartOptions(args, {})).toThrow(sentence)
})

test('a simulator that is neither on nor off is a wrong value', () => {
  expect(() => readStartOptions(['start'], { SIGNALBOX_SIMULATOR: 'maybe' })).toThrow('it must be on or off')
})
