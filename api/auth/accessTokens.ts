import { jwtVerify, SignJWT, type JWTHeaderParameters } from 'jose'
import { isId } from '../contract/ids.ts'
import { type KeyRing } from './secrets.ts'

/** Seconds. */
export const accessLife = 15 * 60

/** A JWT (RFC 7519) that names its session. What that session may do is looked up with each use. */
export async function makeAccessToken(
  [keys]: KeyRing,
  session: { id: string; userId: string; generation: number },
  now: Date,
): Promise<string> {
  const seconds = Math.floor(now.getTime() / 1000)
  return new SignJWT({ sid: session.id, gen: session.generation })
    .setProtectedHeader({ alg: 'HS256', kid: keys.id })
    .setSubject(session.userId)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + accessLife)
    .sign(keys.accessTokens)
}

/** The session that a token names; undefined where it is none of ours, or has expired. */
export async function readAccessToken(ring: KeyRing, token: string, now: Date): Promise<string | undefined> {
  const keyOf = ({ kid }: JWTHeaderParameters) => {
    // Without a kid it was made before keys had names, with what was then the only one.
    const keys = kid === undefined ? ring.at(-1) : ring.find(({ id }) => id === kid)
    if (!keys) throw new Error('a key of somebody else')
    return keys.accessTokens
  }
  try {
    const { payload } = await jwtVerify(token, keyOf, { algorithms: ['HS256'], currentDate: now })
    const sessionId = payload['sid']
    return typeof sessionId === 'string' && isId(sessionId) ? sessionId : undefined
  } catch {
    return undefined
  }
}
