/** Cut to a number of characters, with an ellipsis where something is missing; never in the middle of a surrogate pair. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

/** "HEAT/HOT WATER" as people write it; what has small letters already is left as it is. */
export function sentenceCase(text: string): string {
  if (text !== text.toUpperCase()) return text
  const lower = text.toLowerCase()
  return lower.charAt(0).toUpperCase() + lower.slice(1)
}

/** "EAST 96 STREET AND 2 AVENUE" as a name: each word begins with a capital but the small ones that join. */
export function titleCase(text: string): string {
  if (text !== text.toUpperCase()) return text
  const words = text.toLowerCase().replaceAll(/(^|[\s/(-])\p{L}/gu, (start) => start.toUpperCase())
  return words.replaceAll(/ (?:And|Between|Of) /g, (word) => word.toLowerCase())
}
