import { createPackage } from '@electron/asar'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { NtExecutable, NtExecutableResource, Resource } from 'resedit'

export type System = 'linux' | 'win' | 'mac'

/** Before Electron's fuses in its binary: a version, how many, and one character each. */
export const fuseSentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
/** As Electron ships: what it may do as Node is on, what protects is off. */
const fuses = Buffer.concat([Buffer.from(fuseSentinel), Buffer.from([1, 9]), Buffer.from('101100011')])

/**
 * A folder that electron-builder takes for Electron's: it has what is changed when an app is packed (the fuses, the place
 * of the app, a PE's resources, a bundle's lists), and nothing that could run.
 */
export async function writeDistribution(folder: string, system: System): Promise<void> {
  const bundle = path.join(folder, 'Electron.app/Contents')
  const resources = system === 'mac' ? path.join(bundle, 'Resources') : path.join(folder, 'resources')
  const empty = path.join(folder, '..', `empty-${system}`)
  await Promise.all([mkdir(resources, { recursive: true }), mkdir(empty, { recursive: true })])
  await writeFile(path.join(empty, 'main.js'), '')
  await createPackage(empty, path.join(resources, 'default_app.asar'))
  for (const name of ['version', 'LICENSE', 'LICENSES.chromium.html'])
    await writeFile(path.join(folder, name), '45.4.1')
  const padding = Buffer.alloc(64)
  if (system === 'linux') {
    await writeFile(path.join(folder, 'electron'), Buffer.concat([Buffer.from('\u007fELF'), padding, fuses, padding]), {
      mode: 0o755,
    })
  } else if (system === 'win') {
    const executable = emptyExecutable()
    await writeFile(path.join(folder, 'electron.exe'), Buffer.concat([executable, padding, fuses, padding]))
  } else await writeBundle(bundle, Buffer.concat([padding, fuses, padding]))
}

/** A PE that says its name, as every one on Windows does: the archive's digest is put beside that. */
function emptyExecutable(): Buffer {
  const executable = NtExecutable.createEmpty(false, false)
  const resources = NtExecutableResource.from(executable)
  const version = Resource.VersionInfo.createEmpty()
  version.setStringValues({ lang: 1033, codepage: 1200 }, { ProductName: 'Electron' })
  version.outputToResourceEntries(resources.entries)
  resources.outputResource(executable)
  return Buffer.from(executable.generate())
}

async function writeBundle(contents: string, framework: Buffer): Promise<void> {
  const apps = ['', ' (GPU)', ' (Plugin)', ' (Renderer)'].map((kind) => `Electron Helper${kind}`)
  const places = [
    ['Electron', contents],
    ...apps.map((name) => [name, path.join(contents, `Frameworks/${name}.app/Contents`)]),
  ]
  for (const [name = '', place = ''] of places) {
    await mkdir(path.join(place, 'MacOS'), { recursive: true })
    await writeFile(path.join(place, 'MacOS', name), '', { mode: 0o755 })
    await writeFile(path.join(place, 'Info.plist'), infoOf(name))
  }
  const versions = path.join(contents, 'Frameworks/Electron Framework.framework')
  await mkdir(versions, { recursive: true })
  await writeFile(path.join(versions, 'Electron Framework'), framework)
}

function infoOf(name: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict>
<key>CFBundleName</key><string>${name}</string>
<key>CFBundleExecutable</key><string>${name}</string>
<key>CFBundleIdentifier</key><string>com.github.Electron</string>
</dict></plist>
`
}
