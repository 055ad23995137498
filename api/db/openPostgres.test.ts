import { expect, test } from 'vitest'
import { openPostgres } from './openPostgres.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }

test.each([
  [
    'postgres://x:secret@127.0.0.1:1/y',
    'PostgreSQL at 127.0.0.1:1 (DATABASE_URL) cannot be reached: connect ECONNREFUSED',
  ],
  [
    'postgres://x:secret@127.0.0.1:1/y?sslmode=verify-full&sslrootcert=/nowhere/ca.pem',
    "PostgreSQL at 127.0.0.1:1 (DATABASE_URL) cannot be reached: ENOENT: no such file or directory, open '/nowhere/ca.pem'",
  ],
])('%s cannot be reached, which is one sentence', async (databaseUrl, sentence) => {
  const error: unknown = await openPostgres({ databaseUrl, dataDir: '/nowhere', log }).catch((each: unknown) => each)
  expect(error).toMatchObject({ name: 'StartupError', message: expect.stringContaining(sentence) })
  expect(String(error)).not.toContain('secret')
})
