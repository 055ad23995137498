import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { maxImportBytes } from '../../api/contract/imports.ts'
import { OpenedFile } from './OpenedFile.ts'

function newFile(text: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'signalbox-opened-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = path.join(folder, 'day.csv')
  writeFileSync(file, text)
  return file
}

test('a file goes to the first window that takes it, and the last one that was opened counts', async () => {
  const opened = new OpenedFile()
  expect(await opened.take()).toBeNull()
  opened.offer(newFile('first'))
  opened.offer(newFile('a,b'))
  const [taken, again] = await Promise.all([opened.take(), opened.take()])
  expect([taken?.name, Buffer.from(taken?.bytes ?? []).toString(), again]).toEqual(['day.csv', 'a,b', null])
})

test('one that is too large, no file or gone is refused with a sentence', async () => {
  const opened = new OpenedFile()
  const large = newFile('')
  truncateSync(large, maxImportBytes + 1)
  opened.offer(large)
  await expect(opened.take()).rejects.toThrow('day.csv has more than 25 MB')
  opened.offer(path.dirname(large))
  await expect(opened.take()).rejects.toThrow('is no file')
  opened.offer(`${large}.gone`)
  await expect(opened.take()).rejects.toThrow('no such file')
})
