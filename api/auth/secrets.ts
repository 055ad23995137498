import { hkdfSync, randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** One secret, a key for each purpose (HKDF, RFC 5869), so that none can stand in for another. */
export interface Keys {
  accessTokens: Uint8Array
  refreshTokens: Uint8Array
}

export function deriveKeys(secret: string): Keys {
  const derive = (purpose: string) => new Uint8Array(hkdfSync('sha256', secret, 'signalbox', purpose, 32))
  return { accessTokens: derive('access tokens'), refreshTokens: derive('refresh tokens') }
}

/** The secret in the data dir, made at the first start, readable by its owner only. */
export async function loadSecret(dataDir: string): Promise<string> {
  const file = path.join(dataDir, 'jwt-secret')
  const known = await readFile(file, 'utf8').catch(() => undefined)
  if (known) return known
  const secret = randomBytes(48).toString('base64url')
  await writeFile(file, secret, { mode: 0o600, flag: 'wx' })
  return secret
}
