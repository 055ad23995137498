import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mentionedIds, plainText } from '../../../api/contract/comment.ts'
import { idOf } from '../testing/rows.ts'
import { bodyParts, fittingPeople, mentionQuery, peopleIn, toBody } from './mentionText.ts'

const ann = { id: idOf(1), name: 'Ann' }
const annLow = { id: idOf(2), name: 'Ann Low' }
const ines = { id: idOf(3), name: 'Inês Moreau' }

test('the longest name that was picked gets the id, and a longer word is no name', () => {
  const body = toBody('@Ann Low and @Ann, not @Annabel', [ann, annLow])
  expect(mentionedIds(body)).toEqual([annLow.id, ann.id])
  expect(body).toContain('not @Annabel')
})

test('a bracket before a mention takes nothing from it', () => {
  expect(bodyParts(toBody('@[ @Ann', [ann])).map(({ text }) => text)).toEqual(['@[ ', '@Ann'])
})

test('what was typed comes back from what is stored, whatever it is', () => {
  const piece = fc.oneof(fc.constantFrom('@Ann', '@Ann Low', '@Inês Moreau', ' ', '\n', ', '), fc.string())
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      // A mention typed by hand with its id would lose the id: nobody does, and the text says the same.
      const text = pieces.join('')
      fc.pre(plainText(text) === text)
      const body = toBody(text, [ann, annLow, ines])
      expect(plainText(body)).toBe(text)
      expect(toBody(plainText(body), peopleIn(body))).toBe(body)
      expect(
        bodyParts(body)
          .map((part) => part.text)
          .join(''),
      ).toBe(text)
    }),
  )
})

test('a name is being typed after an @ that begins a word', () => {
  expect(mentionQuery('Ask @In', 7)).toEqual({ from: 4, words: 'In' })
  expect(mentionQuery('@', 1)).toEqual({ from: 0, words: '' })
  expect(mentionQuery('Ask @Ann L', 10)).toEqual({ from: 4, words: 'Ann L' })
  expect(mentionQuery('mail a@b', 8)).toBeUndefined()
  expect(mentionQuery('Ask @Ann\nand', 12)).toBeUndefined()
})

test('people are found by any word of their name, without its accents', () => {
  const people = [annLow, ines, ann]
  expect(fittingPeople(people, 'in')).toEqual([ines])
  expect(fittingPeople(people, 'ines')).toEqual([ines])
  expect(fittingPeople(people, 'low')).toEqual([annLow])
  expect(fittingPeople(people, '')).toEqual([ann, annLow, ines])
  expect(fittingPeople(people, 'ann l')).toEqual([annLow])
})
