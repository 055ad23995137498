import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { createApp } from 'vue'
import { linkOf } from '../../host/deepLink.ts'
import { type Host } from '../../host/Host.ts'
import { useCopy } from './useCopy.ts'
import { hostKey } from './useLink.ts'

afterEach(() => vi.unstubAllGlobals())

test('a link that is copied in the desktop app opens the app from a mail or a chat; no text leaves the clipboard as it is', () => {
  const copied: string[] = []
  vi.stubGlobal('navigator', { clipboard: { writeText: async (text: string) => copied.push(text) } })
  const host: Pick<Host, 'linkTo'> = { linkTo: linkOf }
  const copy = createApp({})
    .provide(hostKey, host as Host)
    .runWithContext(() => useCopy())
  copy.link('/sites/7')
  copy.text('1Z 999')
  copy.text(undefined)
  expect(copied).toEqual(['signalbox://sites/7', '1Z 999'])
})

test('no view makes a link of the page’s own address', () => {
  const folder = path.join(import.meta.dirname, '..')
  const views = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.vue'))
  expect(views.length).toBeGreaterThan(100)
  const own = /\$\{location\.|location\.href/
  expect(views.filter((file) => own.test(readFileSync(path.join(folder, file), 'utf8')))).toEqual([])
})
