/**
 * Somebody's words for a place that shows one line and isolates nothing: a window's title, a mail's subject, a
 * notification of the system. Without the characters that turn the direction of what stands after them (UAX #9, section 2),
 * and without line breaks.
 */
export function plainLine(text: string): string {
  return text
    .replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
