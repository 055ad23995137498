import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

/** What the console is built from. What is installed counts too: a new version of a library is a new console. */
const sources = [
  'desktop/renderer',
  'desktop/link',
  'desktop/sync',
  'desktop/host',
  'api/contract',
  'vite.config.ts',
  'package-lock.json',
]

/** Tests and what only they use are not built in. */
const notBuiltIn = /\.(test|bench)\.ts$|\/testing\//

/**
 * A digest of everything that the console is built from. Of contents, not of times: a clone or a checkout gives old files
 * new times, and the other way round.
 */
export async function consoleDigest(root: string): Promise<string> {
  const hash = createHash('sha256')
  for (const source of sources) {
    for (const file of await filesBelow(root, source)) {
      if (notBuiltIn.test(file)) continue
      hash.update(`${file}\n`).update(await readFile(path.join(root, file)))
    }
  }
  return hash.digest('hex')
}

async function filesBelow(root: string, source: string): Promise<string[]> {
  try {
    const entries = await readdir(path.join(root, source), { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
    return files.map((file) => path.relative(root, file).replaceAll(path.sep, '/')).toSorted()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOTDIR') return [source]
    if (code === 'ENOENT') return []
    throw error
  }
}
