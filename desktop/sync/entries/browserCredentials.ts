import { openDB } from 'idb'
import { isCredentials } from '../credentials.ts'
import { type CredentialStore } from '../ports.ts'

/**
 * In IndexedDB of this origin, which only our own scripts can read (the CSP allows no others). Its name carries no
 * version: a newer console goes on with the same sign-in.
 */
export async function createBrowserCredentials(name: string): Promise<CredentialStore> {
  const db = await openDB(name, 1, { upgrade: (database) => void database.createObjectStore('credentials') })
  return {
    load: async () => {
      const kept: unknown = await db.get('credentials', 'credentials')
      return isCredentials(kept) ? kept : undefined
    },
    save: async (credentials) => {
      const tx = db.transaction('credentials', 'readwrite', { durability: 'strict' })
      await Promise.all([tx.store.put(credentials, 'credentials'), tx.done])
    },
    clear: () => db.clear('credentials'),
  }
}
