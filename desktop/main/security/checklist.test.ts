import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { contentSecurityPolicy, fileOf, isConsoleUrl } from './consoleAddress.ts'
import { isOurs } from './isOurs.ts'
import { mayOpen } from './mayOpen.ts'

/**
 * Electron's security checklist, point by point (electronjs.org/docs/latest/tutorial/security). What can be seen in the
 * sources is looked for there; what a page must not be able to do is tried in desktop/e2e/desktopApp.e2e.test.ts.
 */
const root = path.join(import.meta.dirname, '../../..')

/** Sources of main and preload without comments, by their path below desktop/. */
const sources = new Map(
  ['main', 'preload', 'host'].flatMap((folder) =>
    readdirSync(path.join(root, 'desktop', folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file): [string, string] => {
        const text = readFileSync(path.join(root, 'desktop', folder, file), 'utf8')
        return [path.posix.join(folder, file), text.replaceAll(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, '')]
      }),
  ),
)
const filesWith = (pattern: RegExp): string[] =>
  [...sources].filter(([, text]) => pattern.test(text)).map(([file]) => file)
const sourceOf = (file: string): string => sources.get(file) ?? ''
const windows = sourceOf('main/windows/Windows.ts')
const guards = sourceOf('main/security/guards.ts')

test('1 only secure content is loaded: windows load nothing but the console`s own scheme', () => {
  expect(filesWith(/new BrowserWindow\(/)).toEqual(['main/windows/Windows.ts'])
  expect(filesWith(/loadURL|loadFile/)).toEqual(['main/windows/Windows.ts'])
  expect(windows).toMatch(/loadURL\(appOrigin \+ place\.path\)/)
})

test('2 pages have no Node', () => {
  expect(windows).toMatch(/nodeIntegration: false/)
  expect(filesWith(/nodeIntegration(InWorker|InSubFrames)?: true/)).toEqual([])
})

test('3 the preload is in a world of its own', () => {
  expect(windows).toMatch(/contextIsolation: true/)
  expect(filesWith(/contextIsolation: false/)).toEqual([])
})

test('4 every page is sandboxed', () => {
  expect(windows).toMatch(/sandbox: true/)
  expect(sourceOf('main/stages/prepare.ts')).toMatch(/app\.enableSandbox\(\)/)
  expect(sourceOf('main/main.ts')).toMatch(/prepare\([\s\S]*await app\.whenReady\(\)/)
  expect(filesWith(/sandbox: false|no-sandbox/)).toEqual([])
})

test('5 what a page asks permission for is refused unless it is on the list', () => {
  expect(guards).toMatch(/setPermissionRequestHandler/)
  expect(guards).toMatch(/setPermissionCheckHandler/)
  expect(/const permissions = new Set\(\[(.*)\]\)/.exec(guards)?.[1]).toBe(
    "'clipboard-sanitized-write', 'fullscreen', 'notifications'",
  )
})

test('6 a page is held to its own origin', () => {
  expect(windows).toMatch(/webSecurity: true/)
  expect(filesWith(/webSecurity: false|disable-web-security/)).toEqual([])
})

test('7 the content security policy allows our own files and no script that stands in a page', () => {
  expect(sourceOf('main/appScheme.ts')).toMatch(/'content-security-policy': contentSecurityPolicy/)
  const policy = new Map(contentSecurityPolicy.split('; ').map((each) => [each.split(' ')[0], each]))
  expect(policy.get('default-src')).toBe("default-src 'none'")
  expect(policy.get('script-src')).toBe("script-src 'self'")
  expect(contentSecurityPolicy).not.toMatch(/unsafe|https?:|\*/)
})

test('8 no page takes what comes without TLS', () => {
  expect(filesWith(/allowRunningInsecureContent|allow-running-insecure-content/)).toEqual([])
})

test('9 nothing experimental of Chromium`s is on', () => {
  expect(filesWith(/experimentalFeatures|enable-experimental/)).toEqual([])
})

test('10 no feature of Blink`s is switched on, and no switch of Chromium`s is set', () => {
  expect(filesWith(/enableBlinkFeatures|enable-blink-features|appendSwitch/)).toEqual([])
})

test('11 no page has a web view', () => {
  expect(windows).toMatch(/webviewTag: false/)
  expect(filesWith(/webviewTag: true|<webview|allowpopups/)).toEqual([])
})

test('12 a web view that is attached all the same is refused before it is', () => {
  expect(guards).toMatch(/'will-attach-webview', \(event\) => event\.preventDefault\(\)/)
})

test('13 a page goes nowhere but within the console', () => {
  expect(guards).toMatch(/on\('will-navigate', stay\)/)
  expect(guards).toMatch(/on\('will-redirect', stay\)/)
  const strangers = ['https://console', 'app://console.example/', 'app://other/', 'app:console', 'file:///etc/passwd']
  expect(strangers.filter(isConsoleUrl)).toEqual([])
  expect(isConsoleUrl('app://console/ticket/1')).toBe(true)
})

test('14 a page opens no window: main does, with the same guards', () => {
  expect(guards).toMatch(/setWindowOpenHandler/)
  expect(filesWith(/action: 'allow'/)).toEqual([])
})

test('15 one module opens addresses outside, and only those of browsers, mail and telephones', () => {
  expect(filesWith(/shell\.openExternal|shell\.openPath/)).toEqual(['main/security/openExternal.ts'])
  expect(['https://example.com/a', 'mailto:a@example.com', 'tel:+49301234'].every(mayOpen)).toBe(true)
  const dangerous = ['file:///etc/passwd', 'javascript:alert(1)', 'ms-msdt:/id', 'smb://host/x', 'http://a', 'x', '']
  expect(dangerous.filter(mayOpen)).toEqual([])
  fc.assert(
    // Of any text: addresses that are made well take seconds to make.
    fc.property(fc.constantFrom('ftp', 'file', 'http', 'data', 'javascript', 'smb'), fc.string(), (scheme, rest) => {
      expect([`${scheme}:${rest}`, `${scheme}://${rest}`].filter(mayOpen)).toEqual([])
    }),
  )
})

test('16 the version of Electron is pinned, and a current one', () => {
  const { devDependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  expect(devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/)
  expect(Number.parseInt(devDependencies.electron, 10)).toBeGreaterThanOrEqual(45)
})

test('17 whoever calls main is looked at first, in the one place where calls arrive', () => {
  expect(filesWith(/ipcMain\.(on|once|handle|handleOnce)\(/)).toEqual(['main/calls.ts'])
  expect(sourceOf('main/calls.ts')).toMatch(/handle\(callChannel[\s\S]{0,120}if \(!isOurs\(event\.senderFrame\)\)/)
  const ours = { url: 'app://console/tickets', parent: null }
  expect([ours, { ...ours, parent: {} }, { ...ours, url: 'https://foreign.example/' }, null].map(isOurs)).toEqual([
    true,
    false,
    false,
    false,
  ])
})

test('18 no file:// anywhere; what a path of our scheme means never leads out of the console`s folder', () => {
  expect(filesWith(/file:\/\//)).toEqual([])
  expect(
    ['/../secret', '/%2e%2e/secret', '/..%2fsecret', '/.env', '/a/.git/x', '/%00', '/%'].map((each) =>
      fileOf('/app', each),
    ),
  ).toEqual(Array.from({ length: 7 }, () => undefined))
  expect(fileOf('/app', '/assets/a.js')).toBe(path.join('/app', 'assets/a.js'))
  fc.assert(
    fc.property(fc.array(fc.constantFrom('..', '.', '%2e', '%2F', 'a', '/', '\\', '%5c')), (parts) => {
      const file = fileOf('/app', `/${parts.join('')}`)
      expect(file === undefined || file === '/app' || file.startsWith('/app/')).toBe(true)
    }),
  )
})

test('19 the fuses are set: no Node from the packed app, only its own checked archive', () => {
  const { electronFuses, asar } = parse(readFileSync(path.join(root, 'electron-builder.yml'), 'utf8'))
  expect(asar).toBe(true)
  expect(electronFuses).toEqual({
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  })
})

test('20 the page gets methods of ours, never a channel or an object of Electron`s', () => {
  expect(filesWith(/exposeInMainWorld/)).toEqual(['preload/preload.ts'])
  const preload = sourceOf('preload/preload.ts')
  expect(preload).toMatch(/exposeInMainWorld\(bridgeName, \{ facts: readFacts\(\), call, on \}/)
  expect(preload.match(/ipcRenderer\.\w+\([^,)]*/g)?.toSorted()).toEqual([
    'ipcRenderer.invoke(callChannel',
    'ipcRenderer.on(eventChannel',
    'ipcRenderer.on(portChannel',
    'ipcRenderer.on(zoomChannel',
  ])
})

test('each of the twenty points has a check of its own', () => {
  const names = [...readFileSync(import.meta.filename, 'utf8').matchAll(/^test\('(\d+) /gm)].map(([, n]) => Number(n))
  expect(names.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
})
