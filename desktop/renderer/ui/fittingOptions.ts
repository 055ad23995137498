import { type PickOption } from './PickOption.ts'

/** Nobody reads on from there; a fleet has thousands of sites. */
const most = 100

/** The options that have all the words, those whose name begins with what was typed first, else in their own order. */
export function fittingOptions<Value extends string>(
  options: readonly PickOption<Value>[],
  typed: string,
): PickOption<Value>[] {
  const start = typed.trim().toLowerCase()
  const words = start.split(/\s+/).filter(Boolean)
  if (words.length === 0) return options.slice(0, most)
  const first: PickOption<Value>[] = []
  const rest: PickOption<Value>[] = []
  for (const option of options) {
    const label = option.label.toLowerCase()
    const text = `${label} ${option.detail?.toLowerCase() ?? ''}`
    if (label.startsWith(start)) first.push(option)
    else if (words.every((word) => text.includes(word))) rest.push(option)
    if (first.length === most) break
  }
  return [...first, ...rest].slice(0, most)
}
