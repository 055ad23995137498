/** "Café" as "cafe": what people type, and what sorts beside it. */
export function plain(text: string): string {
  const lower = text.toLowerCase()
  // Most text is plain already, and normalising costs ten times the test for it.
  // eslint-disable-next-line no-control-regex -- the range is ASCII on purpose
  return /^[\x00-\x7F]*$/.test(lower) ? lower : lower.normalize('NFD').replaceAll(/\p{Diacritic}/gu, '')
}
