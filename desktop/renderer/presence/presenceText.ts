import { type PresentPerson } from '../../../api/contract/presence.ts'

/** "Luis Ortega is editing", "Luis Ortega and Ann Lee are looking", "4 people are looking". */
export function presenceText(people: readonly PresentPerson[], doing: string): string {
  const [first, second] = people
  if (!first) return ''
  if (!second) return `${first.name} is ${doing}`
  if (people.length === 2) return `${first.name} and ${second.name} are ${doing}`
  return `${people.length} people are ${doing}`
}
