import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CrashCount } from './CrashCount.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'signalbox-crashes-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const start = (): CrashCount => new CrashCount(path.join(folder, 'crashes'))

test('three starts in a row that did not end well make the fourth a safe one, and every one after it', () => {
  expect([start(), start(), start(), start(), start()].map(({ isSafeMode }) => isSafeMode)).toEqual([
    false,
    false,
    false,
    true,
    true,
  ])
})

test('a run that ended well begins the count anew', () => {
  start()
  start()
  start().endedWell()
  expect([start().isSafeMode, start().before]).toEqual([false, 1])
})

test('a count that cannot be read is none', () => {
  writeFileSync(path.join(folder, 'crashes'), 'x')
  expect(start().before).toBe(0)
})
