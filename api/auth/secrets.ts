import { createECDH, hkdfSync, randomBytes } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { makeOnce } from '../db/makeOnce.ts'

/** One secret, a key for each purpose (HKDF, RFC 5869), so that none can stand in for another. */
export interface Keys {
  /** Names them in a token (`kid`, RFC 7515, section 4.1.4); tells nothing about the secret. */
  id: string
  accessTokens: Uint8Array
  refreshTokens: Uint8Array
  /** Browsers take pushes from whoever holds it (VAPID, RFC 8292). */
  push: PushKey
}

/** A key pair of P-256 as Web Push writes it: base64url, the public half uncompressed. */
export interface PushKey {
  publicKey: string
  privateKey: string
}

/** Tokens are made with the first; those made with any of them are good, so a new secret signs nobody out. */
export type KeyRing = readonly [Keys, ...Keys[]]

export function deriveKeys(secret: string): Keys {
  const derive = (purpose: string, bytes = 32) =>
    new Uint8Array(hkdfSync('sha256', secret, 'signalbox', purpose, bytes))
  return {
    id: Buffer.from(derive('key id', 6)).toString('base64url'),
    accessTokens: derive('access tokens'),
    refreshTokens: derive('refresh tokens'),
    push: pushKey(derive('web push', 48)),
  }
}

/** The order of P-256 (SEC 2, section 2.4.2). */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/** A private key is a number from 1 to order - 1: with 128 bits more than needed none is likelier than another (FIPS 186-5, A.2.1). */
function pushKey(bits: Uint8Array): PushKey {
  const number = (BigInt(`0x${Buffer.from(bits).toString('hex')}`) % (order - 1n)) + 1n
  const privateKey = Buffer.from(number.toString(16).padStart(64, '0'), 'hex')
  const pair = createECDH('prime256v1')
  pair.setPrivateKey(privateKey)
  return { publicKey: pair.getPublicKey('base64url'), privateKey: privateKey.toString('base64url') }
}

export function keyRing(current: string, former: readonly string[] = []): KeyRing {
  return [deriveKeys(current), ...former.map(deriveKeys)]
}

/** A refresh token lives for 30 days: after that nobody holds one made with a secret that was replaced. */
const formerLifeDays = 31

interface Kept {
  secret: string
  /** When another took its place; undefined for the current one. */
  replacedAt: Date | undefined
}

/** The secrets in the data dir, the current one first; made at the first start, readable by their owner only. */
export async function loadSecrets(dataDir: string, now: Date): Promise<[string, ...string[]]> {
  const [current, ...former] = await readSecrets(dataDir)
  if (!current) {
    return [await makeOnce(fileOf(dataDir), newSecret())]
  }
  return [current.secret, ...former.filter((each) => isKept(each, now)).map(({ secret }) => secret)]
}

/** Makes another secret the current one. A running server takes it at its next start. */
export async function rotateSecret(dataDir: string, now: Date): Promise<void> {
  const [current, ...former] = await readSecrets(dataDir)
  const replaced = current ? [{ ...current, replacedAt: now }] : []
  const kept = [...replaced, ...former.filter((each) => isKept(each, now))]
  const lines = [newSecret(), ...kept.map(({ secret, replacedAt }) => `${secret} ${replacedAt?.toISOString()}`)]
  // Never half a file: it is written beside and moved.
  const next = `${fileOf(dataDir)}.next`
  await writeFile(next, lines.join('\n'), { mode: 0o600 })
  await rename(next, fileOf(dataDir))
}

async function readSecrets(dataDir: string): Promise<Kept[]> {
  const text = await readFile(fileOf(dataDir), 'utf8').catch(() => '')
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [secret = '', replacedAt] = line.trim().split(' ')
      return { secret, replacedAt: replacedAt === undefined ? undefined : new Date(replacedAt) }
    })
}

function isKept({ replacedAt }: Kept, now: Date): boolean {
  return replacedAt !== undefined && now.getTime() - replacedAt.getTime() < formerLifeDays * 24 * 3600 * 1000
}

function newSecret(): string {
  return randomBytes(48).toString('base64url')
}

function fileOf(dataDir: string): string {
  return path.join(dataDir, 'jwt-secret')
}
