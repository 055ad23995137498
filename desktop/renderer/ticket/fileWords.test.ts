import { expect, test } from 'vitest'
import { maxAttachmentBytes } from '../../../api/contract/attachment.ts'
import { Refused } from '../../../api/contract/errors.ts'
import { isPicture, sizeWords, uploadProblem, uploadRefusalWords } from './fileWords.ts'

test('sizes as file managers say them', () => {
  expect([1, 840 * 1024, 2_516_582].map(sizeWords)).toEqual(['1 B', '840 kB', '2.4 MB'])
})

test('what is empty or too large is refused before it is sent, the largest that may be is not', () => {
  expect(uploadProblem({ size: 0 })).toBe('The file is empty.')
  expect(uploadProblem({ size: maxAttachmentBytes })).toBeUndefined()
  expect(uploadProblem({ size: maxAttachmentBytes * 2 })).toMatch(/^The file is too large: 50\.0 MB, and at most 25 MB/)
  expect(uploadProblem({ size: maxAttachmentBytes + 1 })).toBeDefined()
})

test('a lying name is answered in plain words', () => {
  const lie = new Refused('unsupported_type', 'By its name this is image, but its bytes are text/plain.', {
    contentType: 'text/plain',
  })
  expect(uploadRefusalWords(lie)).toMatch(/^The name promises another kind of file than is in it: text \(text\/plain\)/)
  const program = new Refused('unsupported_type', 'Programs cannot be attached (x).', { contentType: 'x' })
  expect(uploadRefusalWords(program)).toBe('Programs cannot be attached.')
  expect(uploadRefusalWords(new Error('The call took too long.'))).toBe('The call took too long.')
})

test('an SVG is never shown as a picture of ours: it can hold scripts', () => {
  expect(isPicture('image/png')).toBe(true)
  expect(isPicture('image/svg+xml')).toBe(false)
})
