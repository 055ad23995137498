import UFuzzy from '@leeoniya/ufuzzy'
import { plain } from './plain.ts'

/** What is searched in: lower case, without accents. */
interface Searched {
  readonly text: string
}

/** One wrong, missing, doubled or swapped letter a word: asked only where nothing is spelled as typed. */
const forgiving = new UFuzzy({ intraMode: 1, intraIns: 1, intraSub: 1, intraTrn: 1, intraDel: 1 })
/** Of 50,000 texts a forgiving word takes 60 ms, an exact one 4. */
const shortestForgiven = 4

export function wordsOf(search: string): string[] {
  return plain(search)
    .split(/[\s#]+/)
    .filter(Boolean)
}

/** Each word must be in the row's text, in any order; where no row has them all, words may be misspelled. Keeps the rows' order. */
export function searchTexts<Row extends Searched>(rows: readonly Row[], search: string): readonly Row[] {
  const words = wordsOf(search)
  if (words.length === 0) return rows
  const exact = rows.filter(({ text }) => words.every((word) => text.includes(word)))
  return exact.length > 0 ? exact : searchForgivingly(rows, words)
}

function searchForgivingly<Row extends Searched>(rows: readonly Row[], words: readonly string[]): readonly Row[] {
  let left = rows
  for (const word of words) {
    const exact = left.filter(({ text }) => text.includes(word))
    if (exact.length > 0) left = exact
    else if (word.length < shortestForgiven || /\d/.test(word)) return []
    else left = misspelled(left, word)
  }
  return left
}

function misspelled<Row extends Searched>(rows: readonly Row[], word: string): readonly Row[] {
  const texts = rows.map(({ text }) => text)
  const found = forgiving.filter(texts, word) ?? []
  return found.flatMap((index) => rows[index] ?? [])
}

/** Where the words stand in a text, as [from, to) pairs in their order, for marking. */
export function matchRanges(text: string, words: readonly string[]): [number, number][] {
  if (words.length === 0) return []
  const lower = plain(text)
  // Taking accents away can make it shorter; then nothing lines up, and nothing is marked.
  if (lower.length !== text.length) return []
  const ranges = words.flatMap((word): [number, number][] => {
    const at = lower.indexOf(word)
    return at < 0 ? [] : [[at, at + word.length]]
  })
  const merged: [number, number][] = []
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const before = merged.at(-1)
    if (before && from <= before[1]) before[1] = Math.max(before[1], to)
    else merged.push([from, to])
  }
  return merged
}
