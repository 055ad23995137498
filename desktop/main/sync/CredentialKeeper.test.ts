import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { testSecrets } from '../secrets/testing/testSecrets.ts'
import { CredentialKeeper } from './CredentialKeeper.ts'

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'signalbox-credentials-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

test('a sign-in is kept encrypted, and is there with the next start', async () => {
  const folder = newFolder()
  await new CredentialKeeper(folder, testSecrets('safe')).answer({ do: 'save', text: 'token' })
  expect(readFileSync(path.join(folder, 'session.bin'), 'utf8')).not.toContain('token')
  expect(await new CredentialKeeper(folder, testSecrets('safe')).answer({ do: 'load' })).toBe('token')
})

test.each(['open', 'none'] as const)(
  'with a key store that is %s it lives in memory and is never written',
  async (keeping) => {
    const folder = newFolder()
    const keeper = new CredentialKeeper(folder, testSecrets(keeping))
    await keeper.answer({ do: 'save', text: 'token' })
    expect(await keeper.answer({ do: 'load' })).toBe('token')
    expect(readdirSync(folder)).toEqual([])
  },
)

test('what was asked later is done later: a sign-out leaves nothing of the token that was just being written', async () => {
  const folder = newFolder()
  const keeper = new CredentialKeeper(folder, testSecrets('safe'))
  const saving = keeper.answer({ do: 'save', text: 'token' })
  const loading = keeper.answer({ do: 'load' })
  await keeper.answer({ do: 'clear' })
  expect(await Promise.all([saving, loading])).toEqual([undefined, 'token'])
  expect(readdirSync(folder)).toEqual([])
})

test('one that was written with another key is as none', async () => {
  const folder = newFolder()
  await new CredentialKeeper(folder, testSecrets('safe', 'a')).answer({ do: 'save', text: 'token' })
  expect(await new CredentialKeeper(folder, testSecrets('safe', 'b')).answer({ do: 'load' })).toBeUndefined()
})
