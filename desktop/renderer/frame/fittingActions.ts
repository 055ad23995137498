import { type Action } from '../actions/useActions.ts'

/** What can be done now and has all the words, at the beginning of one of its own; titles that begin so come first. */
export function fittingActions(actions: readonly Action[], typed: string): Action[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  const found = actions.filter((action) => {
    if (action.when && !action.when()) return false
    const own = `${action.title} ${action.group} ${action.words ?? ''}`.toLowerCase().split(/\s+/)
    return words.every((word) => own.some((each) => each.startsWith(word)))
  })
  const [first = ''] = words
  const begins = (action: Action): number => (action.title.toLowerCase().startsWith(first) ? 0 : 1)
  return words.length === 0 ? found : found.toSorted((a, b) => begins(a) - begins(b))
}
