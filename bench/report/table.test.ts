import { expect, test } from 'vitest'
import { bytes, lineOf, markdownTable, milliseconds } from './table.ts'

test('times and sizes have two or three digits and their unit', () => {
  expect([4.56, 45.6, 4_560, 45_600].map(milliseconds)).toEqual(['4.6 ms', '46 ms', '4,560 ms', '45.6 s'])
  expect([456, 4_560, 45_600, 4_560_000].map(bytes)).toEqual(['456 B', '4,560 B', '46 kB', '4.56 MB'])
})

test('every other system is shown with how many times ours it is', () => {
  const figures = [{ ms: 10 }, { ms: 25 }, { ms: 1_000 }]
  expect(markdownTable(['Ours', 'A', 'B'], [lineOf('wait', figures, 'ms', milliseconds)])).toBe(
    '|  | Ours | A | B |\n| --- | ---: | ---: | ---: |\n| wait | 10 ms | 25 ms (2.5x) | 1,000 ms (100x) |\n',
  )
})
