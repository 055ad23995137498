import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { linkScheme } from '../../host/deepLink.ts'

const root = path.join(import.meta.dirname, '../../..')
const config = parse(readFileSync(path.join(root, 'electron-builder.yml'), 'utf8'))

test('links of our scheme open the app, and CSV files can be opened with it, on each system', () => {
  expect(config.protocols).toEqual([{ name: expect.any(String), schemes: [linkScheme] }])
  expect(config.linux.mimeTypes).toEqual(['text/csv'])
  // A second choice beside the user's spreadsheet.
  expect(config.mac.fileAssociations).toEqual([
    { ext: 'csv', name: expect.any(String), role: 'Viewer', rank: 'Alternate' },
  ])
})

test('the installer of Windows takes away all that it has written, and no file type from another program', () => {
  const script = readFileSync(path.join(root, config.nsis.include), 'utf8')
  const written = [...script.matchAll(/^\s*WriteRegStr SHELL_CONTEXT "([^"]+)" "([^"]*)"/gm)].map(([, key, name]) => [
    key,
    name,
  ])
  const keys = [...script.matchAll(/^\s*DeleteRegKey SHELL_CONTEXT "([^"]+)"/gm)].map(([, key = '']) => key)
  const values = [...script.matchAll(/^\s*DeleteRegValue SHELL_CONTEXT "([^"]+)" "([^"]+)"/gm)].map(([, ...each]) =>
    each.join('|'),
  )
  expect(written.length).toBeGreaterThan(0)
  for (const [key = '', name = ''] of written) {
    expect(values.includes(`${key}|${name}`) || keys.some((each) => `${key}\\`.startsWith(`${each}\\`))).toBe(true)
    expect([key, name]).not.toEqual(['Software\\Classes\\.csv', ''])
  }
})
