import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { colourBlindnesses, contrast, difference, type Rgb } from './testing/colour.ts'
import { readTokens } from './testing/readTokens.ts'

const tokens = readTokens(readFileSync(new URL('tokens.css', import.meta.url), 'utf8'))
const surfaces = ['--surface-0', '--surface-1', '--surface-2', '--surface-3']
const states = {
  ticket: ['new', 'open', 'assigned', 'in-progress', 'on-hold', 'completed'],
  light: ['live', 'reconnecting', 'offline'],
}

function colour(theme: 'dark' | 'light', name: string): Rgb {
  const value = tokens[theme].get(name)
  if (!value) throw new Error(`${name} is no colour of the ${theme} theme`)
  return value
}

test('dark and light have the same names', () => {
  expect([...tokens.dark.keys()].toSorted()).toEqual([...tokens.light.keys()].toSorted())
})

test.each(['dark', 'light'] as const)('text is readable on every surface, %s (WCAG 2.2, 1.4.3)', (theme) => {
  for (const surface of surfaces) {
    for (const text of ['--text-1', '--text-2', '--text-3', '--red']) {
      expect({ surface, text, ratio: contrast(colour(theme, text), colour(theme, surface)) }).toSatisfy(
        ({ ratio }: { ratio: number }) => ratio >= 4.5,
      )
    }
  }
  expect(contrast(colour(theme, '--on-accent'), colour(theme, '--accent'))).toBeGreaterThanOrEqual(4.5)
  expect(contrast(colour(theme, '--on-accent'), colour(theme, '--accent-strong'))).toBeGreaterThanOrEqual(4.5)
})

test('body text on dark is readable to AAA (1.4.6)', () => {
  for (const surface of surfaces) {
    expect(contrast(colour('dark', '--text-1'), colour('dark', surface))).toBeGreaterThanOrEqual(7)
  }
})

test.each(['dark', 'light'] as const)('shapes of states and the focus stand out, %s (1.4.11)', (theme) => {
  const shapes = [...tokens[theme].keys()].filter((name) => name.startsWith('--state-'))
  expect(shapes.length).toBeGreaterThan(15)
  for (const surface of ['--surface-0', '--surface-1', '--surface-3']) {
    for (const shape of [...shapes, '--focus']) {
      expect({ surface, shape, ratio: contrast(colour(theme, shape), colour(theme, surface)) }).toSatisfy(
        ({ ratio }: { ratio: number }) => ratio >= 3,
      )
    }
  }
})

/**
 * The least difference of two states in OKLab. Each state has a shape and a word of its own besides, so colour only has to
 * help: 0.03 is about twice what can be told apart side by side.
 */
test.each(['dark', 'light'] as const)('no two connection states look alike to anyone, %s', (theme) => {
  for (const [kind, seenBy] of Object.entries(colourBlindnesses)) {
    for (const [index, one] of states.light.entries()) {
      for (const other of states.light.slice(index + 1)) {
        const [a, b] = [colour(theme, `--state-${one}`), colour(theme, `--state-${other}`)]
        expect({ kind, one, other, difference: difference(seenBy(a), seenBy(b)) }).toSatisfy(
          (found: { difference: number }) => found.difference >= 0.03,
        )
      }
    }
  }
})

test.each(['dark', 'light'] as const)('ticket states are told apart by colour with full sight, %s', (theme) => {
  for (const [index, one] of states.ticket.entries()) {
    for (const other of states.ticket.slice(index + 1)) {
      const [a, b] = [colour(theme, `--state-${one}`), colour(theme, `--state-${other}`)]
      expect({ one, other, difference: difference(a, b) }).toSatisfy(
        (found: { difference: number }) => found.difference >= 0.03,
      )
    }
  }
})
