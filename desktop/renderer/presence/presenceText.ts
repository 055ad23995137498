import { type PresentPerson } from '../../../api/contract/presence.ts'

/** Who is there, those who change it first: "Luis Ortega is editing, Ann Lee is looking". */
export function presenceSentence(people: readonly PresentPerson[]): string {
  const doing = (mode: PresentPerson['mode'], words: string): string =>
    presenceText(
      people.filter((each) => each.mode === mode),
      words,
    )
  return [doing('editing', 'editing'), doing('viewing', 'looking')].filter((part) => part !== '').join(', ')
}

/** "Luis Ortega is editing", "Luis Ortega and Ann Lee are looking", "4 people are looking". */
export function presenceText(people: readonly PresentPerson[], doing: string): string {
  const [first, second] = people
  if (!first) return ''
  if (!second) return `${first.name} is ${doing}`
  if (people.length === 2) return `${first.name} and ${second.name} are ${doing}`
  return `${people.length} people are ${doing}`
}
