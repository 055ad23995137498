import fc from 'fast-check'

/** Few names, so that topics and filters meet often. */
const name = fc.constantFrom('a', 'b', 'tickets', '', '$x', 'constructor')

export const topics = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'))

export const filters = fc
  .tuple(fc.array(fc.oneof(name, fc.constant('+')), { maxLength: 4 }), fc.boolean())
  .filter(([names, isOpen]) => isOpen || names.length > 0)
  .map(([names, isOpen]) => [...names, ...(isOpen ? ['#'] : [])].join('/'))

/** MQTT 3.1.1, section 4.7, word by word. */
export function matches(filter: string, topic: string): boolean {
  const wanted = filter.split('/')
  const names = topic.split('/')
  if (topic.startsWith('$') && (wanted[0] === '+' || wanted[0] === '#')) return false
  if (wanted.at(-1) === '#') {
    const fixed = wanted.slice(0, -1)
    return names.length >= fixed.length && fixed.every((each, index) => each === '+' || each === names[index])
  }
  return names.length === wanted.length && wanted.every((each, index) => each === '+' || each === names[index])
}
