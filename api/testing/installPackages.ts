import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * Some tests need a program from outside: on Debian as root its package is installed, elsewhere that is the developer's to
 * do. Synchronous, so that two test projects that begin together cannot meet at apt's lock.
 * @returns why it could not be done.
 */
export function installPackages(packages: readonly string[]): string | undefined {
  const names = packages.join(' ')
  if (process.getuid?.() !== 0 || !isDebian()) return `install ${names} (only on Debian as root that is done for you)`
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    const { status, stderr } = spawnSync('apt-get', args, {
      // The runlevel keeps a package from starting the server it brings: each test starts its own.
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    })
    if (status !== 0) return `apt-get ${args.join(' ')} failed: ${stderr.trim().split('\n').at(-1)}`
  }
  return undefined
}

function isDebian(): boolean {
  try {
    return /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}
