import { listPackage } from '@electron/asar'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect } from 'vitest'
import { fuseSentinel, writeDistribution, type System } from './testing/standinDistribution.ts'
import { browserTest } from './testing/withConsole.ts'

const root = path.join(import.meta.dirname, '../..')
const run = promisify(execFile)
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'signalbox-packages-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Packs the built app around a distribution that is Electron's in nothing but its shape. */
async function pack(system: System): Promise<string> {
  const distribution = path.join(folder, `dist-${system}`)
  await writeDistribution(distribution, system)
  const settings = [
    `electronDist=${distribution}`,
    `directories.output=${path.join(folder, 'out')}`,
    'mac.identity=null',
  ]
  await run(
    process.execPath,
    [
      path.join(root, 'node_modules/electron-builder/cli.js'),
      `--${system}`,
      '--x64',
      '--dir',
      // The rest of what Windows needs is signing and an icon, which take programs that are not here.
      ...[...settings, 'win.signAndEditExecutable=false'].map((each) => `-c.${each}`),
    ],
    { cwd: root, env: { ...process.env, SIGNALBOX_UPDATE_URL: 'https://updates.example/signalbox', NODE_OPTIONS: '' } },
  )
  return path.join(folder, 'out')
}

const packed = {
  linux: { resources: 'linux-unpacked/resources', binary: 'linux-unpacked/signalbox' },
  win: { resources: 'win-unpacked/resources', binary: 'win-unpacked/Signalbox.exe' },
  mac: {
    resources: 'mac/Signalbox.app/Contents/Resources',
    binary: 'mac/Signalbox.app/Contents/Frameworks/Electron Framework.framework/Electron Framework',
  },
}

browserTest.each(['linux', 'win', 'mac'] as const)(
  'for %s only what runs is packed, the fuses are set, and the archive`s digest is with them',
  async (system) => {
    const out = await pack(system)
    const { resources, binary } = packed[system]
    const files = listPackage(path.join(out, resources, 'app.asar'), { isPack: false }).map((file) =>
      file.replaceAll('\\', '/'),
    )
    expect(files.filter((file) => /\.\w+$/.test(file) && !file.startsWith('/dist/console/assets/')).toSorted()).toEqual(
      [
        '/dist/console/icon.svg',
        '/dist/console/index.html',
        '/dist/console/manifest.webmanifest',
        '/dist/console/theme.js',
        '/out/main/ElectronUpdater.js',
        '/out/main/fetchEarlier.js',
        '/out/main/main.js',
        '/out/main/rolldown-runtime.js',
        '/out/main/shared.js',
        '/out/main/start.js',
        '/out/preload/preload.cjs',
        '/out/sync/nodeProcess.js',
        '/package.json',
      ],
    )
    const bytes = await readFile(path.join(out, binary), 'latin1')
    const fuses = bytes.slice(bytes.indexOf(fuseSentinel) + fuseSentinel.length + 2).slice(0, 8)
    // In the order of Electron's list: Node off, cookies encrypted, two of Node's off, the archive checked and alone; the
    // seventh is left as it comes; file:// has no privileges.
    expect(fuses).toMatch(/^010011.0$/)
    // The archive's digest: in a resource of the PE, in the bundle's list.
    if (system === 'win') expect(bytes).toContain('"file":"resources\\\\app.asar","alg":"SHA256"')
    if (system === 'mac') {
      const info = await readFile(path.join(out, resources, '../Info.plist'), 'utf8')
      expect(info).toContain('ElectronAsarIntegrity')
      expect(info).toMatch(/<key>CFBundleURLSchemes<\/key>\s*<array>\s*<string>signalbox<\/string>/)
      expect(info).toMatch(/<key>CFBundleTypeExtensions<\/key>\s*<array>\s*<string>csv<\/string>/)
      expect(info).toMatch(/<key>CFBundleIconFile<\/key>\s*<string>icon.icns<\/string>/)
      expect(await readFile(path.join(out, resources, 'icon.icns'))).toEqual(
        await readFile(path.join(root, 'desktop/main/resources/icon.icns')),
      )
    }
    // Elsewhere it is written together with the packages themselves.
    if (system !== 'linux') return
    const feed = await readFile(path.join(out, resources, 'app-update.yml'), 'utf8')
    expect(feed).toContain('https://updates.example/signalbox')
  },
)
