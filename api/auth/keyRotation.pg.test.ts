import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type AuditEntry } from '../contract/audit.ts'
import { testDatabase } from '../db/testing/testDatabase.ts'
import { expectStatus } from '../testing/ApiClient.ts'
import { startServer, type TestServer } from '../testing/startServer.ts'

/** Each starts the server two or three times, which takes seconds on a busy machine. */
vi.setConfig({ testTimeout: 90_000 })

const [first, second, third] = ['first ', 'second', 'third '].map((each) => each.repeat(8))

async function refreshStatus(server: TestServer, refreshToken: string): Promise<number> {
  const response = await fetch(`${server.http}/api/v1/session/refresh`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ refreshToken }),
  })
  return response.status
}

async function ticketsStatus(server: TestServer, accessToken: string): Promise<number> {
  const headers = { authorization: `Bearer ${accessToken}` }
  return (await fetch(`${server.http}/api/v1/tickets`, { headers })).status
}

test('A4: with the former secret beside the new one nobody is signed out; without it everybody is', async () => {
  await using database = await testDatabase()
  const start = (env: Record<string, string | undefined>) =>
    startServer({ DATABASE_URL: database.url, ...(env as Record<string, string>) })

  const before = await start({ SIGNALBOX_JWT_SECRET: first })
  const { session } = before.admin
  await before[Symbol.asyncDispose]()

  const rotated = await start({ SIGNALBOX_JWT_SECRET: second, SIGNALBOX_JWT_SECRET_FORMER: first })
  expect(await ticketsStatus(rotated, session.accessToken)).toBe(200)
  expect(await refreshStatus(rotated, session.refreshToken)).toBe(200)
  expect(await keyChanges(rotated)).toEqual([
    { before: { keyId: keyOf(session.accessToken) }, after: { keyId: keyOf(rotated.admin.session.accessToken) } },
  ])
  const fresh = rotated.admin.session
  await rotated[Symbol.asyncDispose]()

  const replaced = await start({ SIGNALBOX_JWT_SECRET: third })
  expect(await ticketsStatus(replaced, fresh.accessToken)).toBe(401)
  expect(await refreshStatus(replaced, fresh.refreshToken)).toBe(401)
  await replaced[Symbol.asyncDispose]()
})

/** What the audit says of other keys. */
async function keyChanges({ admin }: TestServer): Promise<object[]> {
  const { items } = await expectStatus(200, admin.get<{ items: AuditEntry[] }>('/audit?action=key.rotated'))
  return items.map(({ before, after, by }) => {
    expect(by).toEqual({ id: null, name: 'Signalbox' })
    return { before, after }
  })
}

function keyOf(accessToken: string): unknown {
  const [header = ''] = accessToken.split('.')
  return (JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid?: unknown }).kid
}

test('A4: the command makes another key; from the next start it signs, and who was signed in stays so', async () => {
  await using database = await testDatabase()
  const dataDir = await mkdtemp(path.join(tmpdir(), 'signalbox-keys-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const env = { DATABASE_URL: database.url }
  const before = await startServer(env, dataDir)
  const { session } = before.admin
  await promisify(execFile)(process.execPath, [path.join(import.meta.dirname, '../tokenMain.ts'), '--rotate-key'], {
    env: { PATH: process.env['PATH'], SIGNALBOX_DATA_DIR: dataDir, ...env },
  })
  expect(await ticketsStatus(before, session.accessToken)).toBe(200)
  await before[Symbol.asyncDispose]()

  await using after = await startServer(env, dataDir)
  expect(keyOf(after.admin.session.accessToken)).not.toBe(keyOf(session.accessToken))
  expect(await ticketsStatus(after, session.accessToken)).toBe(200)
  expect(await refreshStatus(after, session.refreshToken)).toBe(200)
  expect(await keyChanges(after)).toEqual([
    { before: { keyId: keyOf(session.accessToken) }, after: { keyId: keyOf(after.admin.session.accessToken) } },
  ])
})
