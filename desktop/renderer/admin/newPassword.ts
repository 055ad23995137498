/** Without those that look alike in some typeface: 0 O, 1 l I. */
const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const groups = 4
const groupLength = 4

/** A password to be read aloud or copied: 16 characters in four groups, 93 bits. */
export function newPassword(
  random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> = (bytes) => crypto.getRandomValues(bytes),
): string {
  const chosen: string[] = []
  while (chosen.length < groups * groupLength) {
    for (const byte of random(new Uint8Array(32))) {
      // What does not fit evenly is thrown away: a remainder would make the first letters likelier.
      if (byte < 256 - (256 % letters.length)) chosen.push(letters.charAt(byte % letters.length))
    }
  }
  return Array.from({ length: groups }, (_, group) =>
    chosen.slice(group * groupLength, (group + 1) * groupLength).join(''),
  ).join('-')
}
