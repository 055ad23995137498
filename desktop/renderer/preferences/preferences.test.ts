import { expect, test } from 'vitest'
import { defaultPreferences, readPreferences } from './preferences.ts'

test('nothing stored, or nonsense, is the default, part by part', () => {
  expect(readPreferences(null)).toEqual(defaultPreferences)
  expect(readPreferences('{')).toEqual(defaultPreferences)
  expect(readPreferences('{"theme": "pink", "density": "dense", "columnWidths": {"site": 5, "type": 200}}')).toEqual({
    ...defaultPreferences,
    density: 'dense',
    columnWidths: { type: 200 },
  })
})

test('what was chosen comes back', () => {
  const chosen = { ...defaultPreferences, theme: 'light' as const, sorts: { open: '-number' }, inspectorWidth: 480 }
  expect(readPreferences(JSON.stringify(chosen))).toEqual(chosen)
})

test('an inspector is never too narrow or too wide', () => {
  expect(readPreferences('{"inspectorWidth": 10}').inspectorWidth).toBe(360)
  expect(readPreferences('{"inspectorWidth": 9000}').inspectorWidth).toBe(560)
})
