import { dictionary } from '@zxcvbn-ts/language-common'
import { Refused } from '../contract/errors.ts'
import { hashPassword } from './passwords.ts'

/** 49,000 passwords from leaks, in lower case, as zxcvbn ships them. */
const known = new Set(dictionary['passwords-common'])

/** Words that a stranger would try first, here. */
const ofOurs = ['signalbox', 'dispatch', 'dispatcher', 'technician']

/**
 * Hashes a password that somebody has chosen. The rules are NIST SP 800-63B, section 5.1.1.2: at least 8 characters (the
 * contract's schema says so), not one that is known to be tried, no rules about kinds of characters.
 * @param about the person's name and e-mail address
 * @throws {Refused} invalid_input, with the reason.
 */
export async function hashNewPassword(password: string, about: readonly string[] = []): Promise<string> {
  const problem = problemWith(password, about)
  if (problem !== undefined) throw new Refused('invalid_input', problem, { field: 'password' })
  return hashPassword(password)
}

export function problemWith(password: string, about: readonly string[]): string | undefined {
  const plain = password.normalize('NFKC').toLowerCase()
  if (known.has(plain)) {
    return 'This password is among those that are tried first. Choose another; a few words in a row are good.'
  }
  if (new Set(plain).size <= 2) return 'This password repeats itself. Choose another.'
  if (ofOurs.includes(plain) || wordsOf(about).includes(plain)) {
    return 'This password is too close to a name or to this system. Choose another.'
  }
  return undefined
}

function wordsOf(about: readonly string[]): string[] {
  return about.flatMap((each) => [each.toLowerCase(), ...each.toLowerCase().split(/[^\p{L}\p{N}]+/u)])
}
