import { expect, test } from 'vitest'
import { plainLine } from './plainLine.ts'

test('a line for a title has no break, and nothing in it turns what stands beside it around', () => {
  expect(plainLine('Pay \u202Eknalb\u202C now\r\nBcc: all@example.org \u2067x\u2069')).toBe(
    'Pay knalb now Bcc: all@example.org x',
  )
  expect(plainLine(' Ärger  im Heizungsraum ')).toBe('Ärger im Heizungsraum')
  expect(plainLine('שלום עולם'), 'writing from right to left stays as it is').toBe('שלום עולם')
})
