import fc from 'fast-check'
import { expect, test } from 'vitest'
import { draftState, keptMine, readDrafts, typed, type Draft } from './drafts.ts'

test('typing makes a draft, typing it back ends it', () => {
  const draft = typed(undefined, 'Pothole, deep', 'Pothole', 3)
  expect(draft).toEqual({ text: 'Pothole, deep', base: 'Pothole', baseVersion: 3 })
  expect(typed(draft, 'Pothole', 'Pothole', 3)).toBeUndefined()
})

test('another’s save leaves the draft as it is, and is shown beside it', () => {
  const draft = typed(undefined, 'mine', 'old', 3)
  expect(draftState(draft, 'old')).toEqual({ kind: 'own' })
  expect(draftState(draft, 'theirs')).toEqual({ kind: 'theirs', theirs: 'theirs' })
})

test('typing on after another’s save keeps the base of when it began, so the save is refused and not lost', () => {
  const begun = typed(undefined, 'mi', 'old', 3)
  expect(typed(begun, 'mine', 'theirs', 4)).toEqual({ text: 'mine', base: 'old', baseVersion: 3 })
})

test('keep mine: their value was seen, and mine will replace it', () => {
  const draft: Draft = { text: 'mine', base: 'old', baseVersion: 3 }
  const kept = keptMine(draft, 'theirs', 4)
  expect(draftState(kept, 'theirs')).toEqual({ kind: 'own' })
  expect(kept.baseVersion).toBe(4)
})

test('another who saves the very same makes the draft needless', () => {
  expect(draftState({ text: 'same', base: 'old', baseVersion: 3 }, 'same')).toEqual({ kind: 'none' })
})

const events = fc.array(
  fc.record({
    kind: fc.constantFrom('type', 'save'),
    text: fc.constantFrom('a', 'b', 'c'),
  }),
)

test('whatever others save meanwhile, what was typed last is there until it is as saved', () => {
  fc.assert(
    fc.property(events, (all) => {
      let saved = 'a'
      let version = 1
      let draft: Draft | undefined
      for (const { kind, text } of all) {
        if (kind === 'type') {
          draft = typed(draft, text, saved, version)
          expect(draft?.text ?? saved).toBe(text)
        } else {
          saved = text
          version++
        }
        const state = draftState(draft, saved)
        if (draft && draft.text !== saved) expect(state.kind).not.toBe('none')
        if (state.kind === 'own') expect(draft?.base).toBe(saved)
      }
    }),
  )
})

test('what is stored may be nonsense', () => {
  expect(readDrafts('{')).toEqual(new Map())
  expect(readDrafts('[1]')).toEqual(new Map())
  expect(readDrafts('{"a": {"text": 1}}')).toEqual(new Map())
  const draft = { text: 'a', base: 'b', baseVersion: 2 }
  expect(readDrafts(JSON.stringify({ 'x/title': draft }))).toEqual(new Map([['x/title', draft]]))
})
