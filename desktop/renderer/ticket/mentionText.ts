import { mentionOf, mentionPattern } from '../../../api/contract/comment.ts'

/** Somebody whom a comment may name. */
export interface Person {
  id: string
  name: string
}

/** A name as `mentionOf` writes it, so that what is typed and what is sent read the same. */
export function mentionName({ name }: Person): string {
  return name.replaceAll(/[[\]\n]/g, ' ')
}

/** Whom a stored text names, the last of each name: people type names, the text that is sent has ids. */
export function peopleIn(body: string): Person[] {
  const found = [...body.matchAll(mentionPattern)]
  return [...new Map(found.map(([, name = '', id = '']) => [name, { id, name }])).values()]
}

/** What is typed, with ids behind the names that were picked. The longest name wins: "@Ann Low" is not "@Ann". */
export function toBody(text: string, people: readonly Person[]): string {
  const longestFirst = people
    .map((person) => ({ person, typed: `@${mentionName(person)}` }))
    .toSorted((a, b) => b.typed.length - a.typed.length)
  let body = ''
  let at = 0
  while (at < text.length) {
    const rest = text.slice(at)
    const match = rest.startsWith('@') ? longestFirst.find(({ typed }) => isWholeName(rest, typed)) : undefined
    body += match ? mentionOf(match.person) : rest.charAt(0)
    at += match ? match.typed.length : 1
  }
  return body
}

function isWholeName(rest: string, typed: string): boolean {
  return rest.startsWith(typed) && !/^[\p{L}\p{N}]/u.test(rest.slice(typed.length))
}

export type BodyPart = { kind: 'text'; text: string } | { kind: 'mention'; id: string; text: string }

/** A stored text cut into what is said and whom it names. */
export function bodyParts(body: string): BodyPart[] {
  const parts: BodyPart[] = []
  let at = 0
  for (const match of body.matchAll(mentionPattern)) {
    const [all, name = '', id = ''] = match
    if (match.index > at) parts.push({ kind: 'text', text: body.slice(at, match.index) })
    parts.push({ kind: 'mention', id, text: `@${name}` })
    at = match.index + all.length
  }
  if (at < body.length) parts.push({ kind: 'text', text: body.slice(at) })
  return parts
}

/** The name being typed before the caret: after an @ that begins a word, up to three words. */
export function mentionQuery(text: string, caret: number): { from: number; words: string } | undefined {
  const match = /(?:^|[\s(])@([^\s@]*(?: [^\s@]+){0,2})$/u.exec(text.slice(0, caret))
  const words = match?.[1]
  return words === undefined ? undefined : { from: caret - words.length - 1, words }
}

const most = 6

/** Whoever's name, or a word of it, begins with what is typed. */
export function fittingPeople<P extends Person>(people: Iterable<P>, words: string): P[] {
  const wanted = plain(words)
  const fits = ({ name }: P): boolean => {
    const whole = plain(name)
    return whole.startsWith(wanted) || whole.split(/\s+/).some((word) => word.startsWith(wanted))
  }
  return [...people]
    .filter(fits)
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .slice(0, most)
}

/** Without marks: nobody types the ê of Inês to find her. */
function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}
