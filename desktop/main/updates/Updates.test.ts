import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LogFile } from '../LogFile.ts'
import { type Updater } from './Updater.ts'
import { Updates } from './Updates.ts'
import { VersionRecord } from './VersionRecord.ts'

const minute = 60_000
const hour = 60 * minute
let folder: string
let idleSeconds: number
let signedIn: boolean
let quits: number
beforeEach(() => {
  vi.useFakeTimers()
  folder = mkdtempSync(path.join(tmpdir(), 'signalbox-updates-'))
  idleSeconds = 0
  signedIn = true
  quits = 0
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(folder, { recursive: true, force: true })
})

/** electron-updater, which always finds this version; `asked` is what was asked of it. */
function updaterOf(version: string, asksForPassword = false): Updater & { asked: string[] } {
  const asked: string[] = []
  const note = (what: string) => void asked.push(what)
  return {
    asked,
    asksForPassword,
    find: async () => (note('find'), version),
    fetch: async () => note('fetch'),
    fetchEarlier: async () => note('fetchEarlier'),
    install: () => note('install'),
  }
}

const record = (): VersionRecord => new VersionRecord(path.join(folder, 'versions.json'))

function run(updater: Updater): Updates {
  return new Updates({
    updater,
    versions: record(),
    version: '0.1.0',
    signedIn: () => signedIn,
    idleSeconds: () => idleSeconds,
    onChange: () => {},
    quit: () => quits++,
    log: new LogFile(path.join(folder, 'logs')),
  })
}

/** A minute after the start it is looked for. */
async function untilReady(updates: Updates): Promise<void> {
  await vi.advanceTimersByTimeAsync(minute)
  expect(updates.ready).toBe('0.2.0')
}

test('a shift of twelve hours with pauses of an hour and 59 minutes: it is fetched, offered, and never installed', async () => {
  const updater = updaterOf('0.2.0')
  const updates = run(updater)
  await untilReady(updates)
  for (let minutes = 0; minutes < 12 * 60; minutes++) {
    idleSeconds = (minutes % 120) * 60
    await vi.advanceTimersByTimeAsync(minute)
  }
  expect([quits, updates.isInstalling, updater.asked]).toEqual([0, false, ['find', 'fetch']])
  updates.close()
})

test.each([
  ['two hours, signed in', true, 2 * hour],
  ['fifteen minutes, signed out', false, 15 * minute],
])('left alone for %s it is installed, once', async (_, isSignedIn, ms) => {
  signedIn = isSignedIn
  const updates = run(updaterOf('0.2.0'))
  await untilReady(updates)
  idleSeconds = ms / 1000 - 1
  await vi.advanceTimersByTimeAsync(minute)
  expect(quits).toBe(0)
  idleSeconds = ms / 1000
  await vi.advanceTimersByTimeAsync(5 * minute)
  expect([quits, updates.isInstalling]).toEqual([1, true])
  updates.close()
})

test('one that asks for a password of the system`s is never installed unasked', async () => {
  const updates = run(updaterOf('0.2.0', true))
  await untilReady(updates)
  idleSeconds = 100 * 3600
  await vi.advanceTimersByTimeAsync(hour)
  expect(quits).toBe(0)
  updates.installNow()
  expect(quits).toBe(1)
  updates.close()
})

test('ends by force while a version lies ready are no installs that failed; those that came to its install are', async () => {
  for (let time = 0; time < 5; time++) {
    const updates = run(updaterOf('0.2.0'))
    await untilReady(updates)
    updates.close()
    expect(record().start('0.1.0', 0)).toBeUndefined()
  }
  expect(record().isBad('0.2.0')).toBe(false)
  for (let time = 0; time < 3; time++) {
    const updates = run(updaterOf('0.2.0'))
    await untilReady(updates)
    updates.close()
    updates.onEnding()
  }
  record().start('0.1.0', 0)
  expect(record().isBad('0.2.0')).toBe(true)
})
