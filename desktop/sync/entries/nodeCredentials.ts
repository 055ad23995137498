import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { isCredentials } from '../credentials.ts'
import { type CredentialStore } from '../ports.ts'

/** A file that only its owner may read. The desktop app keeps them in the system's key store instead. */
export function createNodeCredentials(file: string): CredentialStore {
  return {
    load: async () => {
      const text = await readFile(file, 'utf8').catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
        throw error
      })
      const kept: unknown = text === '' ? undefined : JSON.parse(text)
      return isCredentials(kept) ? kept : undefined
    },
    save: async (credentials) => {
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
      // Beside it, then in its place: a crash leaves the old ones or the new ones.
      await writeFile(`${file}.new`, JSON.stringify(credentials), { mode: 0o600, flush: true })
      await rename(`${file}.new`, file)
    },
    clear: () => rm(file, { force: true }),
  }
}
