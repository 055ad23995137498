import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { type Keeping, type Secrets } from '../Secrets.ts'

/** Writes texts in another way behind the name of a key, which must be the same for reading. */
export function testSecrets(keeping: Keeping, key = 'a'): Secrets {
  return {
    keeping,
    read: async (file) => {
      if (!existsSync(file)) return undefined
      const kept = readFileSync(file, 'utf8')
      if (!kept.startsWith(key) || keeping === 'none') throw new Error('another key')
      return Buffer.from(kept.slice(key.length), 'hex').toString()
    },
    write: async (file, text) => writeFileSync(file, key + Buffer.from(text).toString('hex')),
  }
}
