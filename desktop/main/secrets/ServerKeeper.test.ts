import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Settings } from '../Settings.ts'
import { type Keeping } from './Secrets.ts'
import { ServerKeeper } from './ServerKeeper.ts'
import { testSecrets } from './testing/testSecrets.ts'

/** A machine that is started several times. */
function machine() {
  const folder = mkdtempSync(path.join(tmpdir(), 'signalbox-server-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [file, kept] = ['settings.json', 'server.bin'].map((name) => path.join(folder, name)) as [string, string]
  const said: string[] = []
  return {
    said,
    kept,
    writeSettings: (data: object) => writeFileSync(file, JSON.stringify(data)),
    readSettings: () => (existsSync(file) ? readFileSync(file, 'utf8') : ''),
    start: (keeping: Keeping = 'safe', key = 'a') =>
      ServerKeeper.open({
        folder,
        settings: new Settings(file),
        secrets: testSecrets(keeping, key),
        log: { write: (message) => void said.push(message) },
      }),
  }
}
const server = 'https://dispatch.example'

test('the address is kept encrypted, in no settings, and is there with the next start', async () => {
  const { start, kept, readSettings, said } = machine()
  const first = await start()
  expect([first.chosen, first.notice]).toEqual([undefined, undefined])
  await first.keep(server)
  expect(readFileSync(kept, 'utf8')).not.toContain('dispatch')
  expect(readSettings()).not.toContain('dispatch')
  expect((await start()).chosen).toBe(server)
  expect(said).toEqual([])
})

test('one that stands in plain settings is moved over, and only once it is kept; the other settings stay', async () => {
  const { start, readSettings, writeSettings } = machine()
  writeSettings({ server, closeToTray: false })
  expect((await start()).chosen).toBe(server)
  expect(JSON.parse(readSettings())).toMatchObject({ closeToTray: false })
  expect(readSettings()).not.toContain('dispatch')
  expect((await start()).chosen).toBe(server)
})

test('where nothing can be encrypted it stays in the settings and is said; a key store that comes later takes it', async () => {
  const { start, kept, readSettings, said } = machine()
  await (await start('none')).keep(server)
  const second = await start('none')
  expect([second.chosen, existsSync(kept)]).toEqual([server, false])
  expect(second.notice).toMatch(/unprotected/)
  expect(said).toContain('the address of the server is kept in plain text')
  expect((await start('safe')).chosen).toBe(server)
  expect(readSettings()).not.toContain('dispatch')
})

test('a Linux without a key ring says so, and keeps it all the same', async () => {
  const { start, kept, said } = machine()
  const first = await start('open')
  await first.keep(server)
  expect(first.notice).toMatch(/no key ring \(basic_text\)/)
  expect(said).toEqual([expect.stringContaining('basic_text')])
  expect(existsSync(kept)).toBe(true)
  expect((await start('open')).chosen).toBe(server)
})

test('a key that is another is said, and what was kept is not thrown away; typing it again ends that', async () => {
  const { start, said } = machine()
  await (await start('safe', 'a')).keep(server)
  const moved = await start('safe', 'b')
  expect(moved.chosen).toBeUndefined()
  expect(moved.notice).toMatch(/Type it once more/)
  expect(said).toEqual(['the address of the server cannot be read'])
  expect((await start('safe', 'a')).chosen).toBe(server)
  await moved.keep(server)
  expect(moved.notice).toBeUndefined()
  expect((await start('safe', 'b')).chosen).toBe(server)
})
