import { createECDH } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { deriveKeys, loadSecrets, rotateSecret } from './secrets.ts'

async function dataDir(): Promise<string> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'signalbox-secrets-'))
  onTestFinished(() => rm(dir, { recursive: true }))
  return dir
}

const day = 24 * 3600 * 1000

test('the secret is made once, and only its owner may read it', async () => {
  const dir = await dataDir()
  const first = await loadSecrets(dir, new Date())
  expect(await loadSecrets(dir, new Date())).toEqual(first)
  expect((await stat(path.join(dir, 'jwt-secret'))).mode & 0o777).toBe(0o600)
})

test('a replaced secret stays good for as long as a refresh token lives, and is then forgotten', async () => {
  const dir = await dataDir()
  const start = new Date('2026-11-22T00:00:00Z')
  const [first] = await loadSecrets(dir, start)
  await rotateSecret(dir, start)
  const [second, ...former] = await loadSecrets(dir, new Date(start.getTime() + 30 * day))
  expect(second).not.toBe(first)
  expect(former).toEqual([first])
  expect(await loadSecrets(dir, new Date(start.getTime() + 32 * day))).toEqual([second])
  await rotateSecret(dir, new Date(start.getTime() + 40 * day))
  expect(await readFile(path.join(dir, 'jwt-secret'), 'utf8')).not.toContain(first)
  expect((await stat(path.join(dir, 'jwt-secret'))).mode & 0o777).toBe(0o600)
})

test('a file of one line, as it was before there was rotation, is read', async () => {
  const dir = await dataDir()
  await writeFile(path.join(dir, 'jwt-secret'), 'a'.repeat(64))
  expect(await loadSecrets(dir, new Date())).toEqual(['a'.repeat(64)])
})

test('each purpose has a key of its own, and each secret an id', () => {
  const [one, other] = [deriveKeys('one'), deriveKeys('other')]
  expect(one.accessTokens).not.toEqual(one.refreshTokens)
  expect(one.id).toMatch(/^[\w-]{8}$/)
  expect(one.id).not.toBe(other.id)
  expect(deriveKeys('one')).toEqual(one)
})

test('the key of Web Push follows from the secret, and its halves belong together', () => {
  const { publicKey, privateKey } = deriveKeys('one').push
  const pair = createECDH('prime256v1')
  pair.setPrivateKey(privateKey, 'base64url')
  expect(pair.getPublicKey('base64url')).toBe(publicKey)
  expect(Buffer.from(privateKey, 'base64url')).toHaveLength(32)
  expect(deriveKeys('one').push).toEqual({ publicKey, privateKey })
  expect(deriveKeys('other').push.publicKey).not.toBe(publicKey)
})
