import { hash, verify } from '@node-rs/argon2'

/**
 * argon2id with OWASP's minimum (19 MiB, 2 passes, 1 lane), about 20 ms of a core here, on the thread pool.
 * https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
 */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** One text however a keyboard composes it (NIST SP 800-63B, section 5.1.1.2). */
const normal = (password: string) => password.normalize('NFKC')

export function hashPassword(password: string): Promise<string> {
  return hash(normal(password), cost)
}

export function verifyPassword(passwordHash: string, password: string): Promise<boolean> {
  return verify(passwordHash, normal(password))
}

/** Compared against where there is no such user, so that the answer takes as long as for one there is. */
const nobody = hashPassword('nobody has this password')

export async function verifyNobody(password: string): Promise<false> {
  await verifyPassword(await nobody, password)
  return false
}
