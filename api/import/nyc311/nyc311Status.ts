import { RowRefused } from '../RowRefused.ts'

/** The source's words for where a request stands, and what they are here. Drafts and withdrawn requests are no tickets. */
const statuses: ReadonlyMap<string, 'open' | 'closed'> = new Map([
  ['open', 'open'],
  ['assigned', 'open'],
  ['in progress', 'open'],
  ['pending', 'open'],
  ['started', 'open'],
  ['unassigned', 'open'],
  ['unspecified', 'open'],
  ['closed', 'closed'],
])

/** @throws {RowRefused} where the word is not one of the source's. */
export function nyc311Status(word: string): 'open' | 'closed' {
  if (word === '') throw new RowRefused('status is empty')
  const status = statuses.get(word.toLowerCase())
  if (!status) throw new RowRefused(`status ${JSON.stringify(word.slice(0, 40))} is not known`)
  return status
}
