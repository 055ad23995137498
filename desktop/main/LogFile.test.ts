import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { LogFile } from './LogFile.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'signalbox-log-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('the log keeps to its size: the newest lines are there, and one file before them', () => {
  const log = new LogFile(folder, 1_000)
  for (let line = 0; line < 100; line++) log.write('line', { line })
  expect(readdirSync(folder).toSorted()).toEqual(['main.log', 'main.log.old'])
  expect(statSync(log.file).size).toBeLessThan(1_200)
  expect(readFileSync(log.file, 'utf8')).toContain('"line":99')
  const lines = log
    .all()
    .trim()
    .split('\n')
    .map((each) => JSON.parse(each).line)
  expect(lines).toEqual(Array.from({ length: lines.length }, (_, index) => 100 - lines.length + index))
})
