import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

/** The desktop app's binary, or why the console opens in a browser instead. */
export type DesktopApp = { binary: string } | { missing: string }

/**
 * Looks for Electron without importing it: the package fetches its binary at the first import, and fails where there is
 * no network.
 * @param root the folder that holds node_modules
 */
export function findDesktopApp(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): DesktopApp {
  const folder = packageFolder(root)
  if (folder === undefined) return { missing: 'electron is not installed' }
  const name = readIfThere(path.join(folder, 'path.txt'))
  const binary = name && path.join(env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(folder, 'dist'), name)
  if (!binary || !existsSync(binary)) return { missing: "electron's binary has not been downloaded" }
  if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) {
    return { missing: 'this machine has no screen (neither DISPLAY nor WAYLAND_DISPLAY is set)' }
  }
  return { binary }
}

function packageFolder(root: string): string | undefined {
  try {
    return path.dirname(createRequire(path.join(root, 'package.json')).resolve('electron/package.json'))
  } catch {
    return undefined
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return undefined
  }
}
