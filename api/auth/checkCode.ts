import { Secret, TOTP } from 'otpauth'
import { createHash, randomBytes } from 'node:crypto'
import { auditActions } from '../contract/audit.ts'
import { insertAudit } from '../db/audit.ts'
import { type Queryable } from '../db/Database.ts'

/** What every authenticator app takes: RFC 6238 with SHA-1, six digits, 30 s. */
const period = 30
const issuer = 'Signalbox'

interface FactorRow {
  secret: string
  last_step: number
  confirmed_at: string | null
}

export function newSecret(): string {
  return new Secret({ size: 20 }).base32
}

/** What an app reads from a QR code. */
export function uriOf(secret: string, email: string): string {
  return totp(secret, email).toString()
}

function totp(secret: string, label: string): TOTP {
  return new TOTP({ issuer, label, secret: Secret.fromBase32(secret), period, digits: 6 })
}

/**
 * The time step of a code, undefined where it is wrong. One step to either side is taken for clocks that are off (RFC 6238,
 * section 5.2).
 */
export function stepOf(secret: string, code: string, now: Date): number | undefined {
  const delta = totp(secret, issuer).validate({ token: code, timestamp: now.getTime(), window: 1 })
  return delta === null ? undefined : Math.floor(now.getTime() / 1000 / period) + delta
}

/** Ten codes of 80 bits, in groups that can be typed. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: 10 }, () => {
    const text = new Secret({ buffer: new Uint8Array(randomBytes(10)).buffer }).base32
    return text.toLowerCase().match(/.{4}/g)?.join('-') ?? text
  })
}

export function hashRecoveryCode(code: string): Buffer {
  return createHash('sha256').update(code.replaceAll(/[\s-]/g, '').toLowerCase()).digest()
}

/**
 * Asks for the second factor of somebody whose password was right. A code is good once: the row is locked, so that two
 * requests with the same one cannot both be let in.
 */
export async function checkCode(
  db: Queryable,
  user: { id: string; name: string },
  code: string | undefined,
  address: string | undefined,
  now: Date,
): Promise<'none' | 'right' | 'wrong' | 'missing'> {
  const [factor] = await db.query<FactorRow>(
    'select secret, last_step, confirmed_at from second_factors where user_id = $1 and confirmed_at is not null for update',
    [user.id],
  )
  if (!factor) return 'none'
  if (code === undefined) return 'missing'
  const digits = code.replaceAll(/\s/g, '')
  if (/^\d{6}$/.test(digits)) {
    const step = stepOf(factor.secret, digits, now)
    if (step === undefined || step <= factor.last_step) return 'wrong'
    await db.query('update second_factors set last_step = $2 where user_id = $1', [user.id, step])
    return 'right'
  }
  return (await useRecoveryCode(db, user, code, address, now)) ? 'right' : 'wrong'
}

async function useRecoveryCode(
  db: Queryable,
  user: { id: string; name: string },
  code: string,
  address: string | undefined,
  now: Date,
): Promise<boolean> {
  const at = now.toISOString()
  const used = await db.query(
    `update recovery_codes set used_at = $3 where user_id = $1 and code_hash = $2 and used_at is null returning user_id`,
    [user.id, hashRecoveryCode(code), at],
  )
  if (used.length === 0) return false
  const subject = { type: 'user', id: user.id }
  await insertAudit(db, [
    { at, action: auditActions.recoveryCodeUsed, by: { id: user.id, name: user.name }, address, subject },
  ])
  return true
}
