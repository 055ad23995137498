import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { judgeStart, VersionRecord } from './VersionRecord.ts'

const trial = { version: '0.2.0', before: '0.1.0', installs: 1 }
const given = { bad: ['0.2.0'] }

test.each([
  ['no trial, however often it fails', { bad: [] }, '0.1.0', 9, { data: { bad: [] } }],
  ['a new one that fails twice', { trial, bad: [] }, '0.2.0', 2, { data: { trial, bad: [] } }],
  [
    'a new one that fails three times',
    { trial, bad: [] },
    '0.2.0',
    3,
    { data: { trial, ...given }, goBackTo: '0.1.0' },
  ],
  ['the old one, gone back to', { trial, ...given }, '0.1.0', 3, { data: given }],
  ['the old one, not installed yet', { trial, bad: [] }, '0.1.0', 0, { data: { trial, bad: [] } }],
  ['the old one, three installs later', { trial: { ...trial, installs: 3 }, bad: [] }, '0.1.0', 0, { data: given }],
  ['another one, installed by hand', { trial, bad: ['0.0.9'] }, '0.3.0', 9, { data: { bad: ['0.0.9'] } }],
])('%s', (_, data, version, failedStarts, verdict) => {
  expect(judgeStart(data, version, failedStarts)).toEqual(verdict)
})

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'signalbox-versions-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const open = (): VersionRecord => new VersionRecord(path.join(folder, 'versions.json'))

test('what does not come up is given up and never taken again; the one after it is', () => {
  open().willInstall('0.2.0', '0.1.0')
  expect([open().start('0.2.0', 2), open().isBad('0.2.0')]).toEqual([undefined, false])
  expect([open().start('0.2.0', 3), open().isBad('0.2.0'), open().isBad('0.3.0')]).toEqual(['0.1.0', true, false])
  // There was no network: the next start tries again.
  expect(open().start('0.2.0', 4)).toBe('0.1.0')
  // It has gone back: no trial is left, whatever happens then.
  expect(open().start('0.1.0', 9)).toBeUndefined()
  expect(open().start('0.2.0', 9)).toBeUndefined()
})

test('what ran well once is no trial any more', () => {
  open().willInstall('0.2.0', '0.1.0')
  open().wentWell('0.2.0')
  expect(open().start('0.2.0', 5)).toBeUndefined()
})

test('what cannot be installed three times is given up', () => {
  for (const _ of [1, 2, 3]) open().willInstall('0.2.0', '0.1.0')
  open().start('0.1.0', 0)
  expect(open().isBad('0.2.0')).toBe(true)
})

test.each(['x', '{}', '{"bad":5}'])('a record that cannot be read is none: %s', (text) => {
  writeFileSync(path.join(folder, 'versions.json'), text)
  expect(open().start('0.1.0', 9)).toBeUndefined()
})
