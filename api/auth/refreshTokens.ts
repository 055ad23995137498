import { createHmac, timingSafeEqual } from 'node:crypto'
import { isId } from '../contract/ids.ts'
import { type KeyRing } from './secrets.ts'

/**
 * A refresh token names its session and its generation and is sealed with our key: `<session>.<generation>.<seal>`.
 * It is derived, never stored, so the same successor can be given twice when its first answer was lost on the way, and a
 * stolen database holds no token.
 */
export function makeRefreshToken([keys]: KeyRing, sessionId: string, generation: number): string {
  const text = `${sessionId}.${generation}`
  return `${text}.${seal(keys.refreshTokens, text).toString('base64url')}`
}

export function readRefreshToken(ring: KeyRing, token: string): { sessionId: string; generation: number } | undefined {
  const [sessionId = '', generation = '', sealed = '', ...rest] = token.split('.')
  if (rest.length > 0 || !isId(sessionId) || !/^[1-9]\d{0,8}$/.test(generation)) return undefined
  const given = Buffer.from(sealed, 'base64url')
  const isOurs = ring.some((keys) => {
    const expected = seal(keys.refreshTokens, `${sessionId}.${generation}`)
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
  if (!isOurs) return undefined
  return { sessionId, generation: Number(generation) }
}

function seal(key: Uint8Array, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
