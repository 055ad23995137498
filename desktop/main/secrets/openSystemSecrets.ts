import { safeStorage } from 'electron'
import { existsSync, readFileSync } from 'node:fs'
import { writeWhole } from '../files.ts'
import { type Keeping, type Secrets } from './Secrets.ts'

/**
 * With a key from Keychain, DPAPI or the key ring of Linux. The calls that wait: those that do not are gone in
 * Electron 46, and stand still while a key ring asks for its password.
 */
export async function openSystemSecrets(): Promise<Secrets> {
  const keeping = await findKeeping()
  async function write(file: string, text: string): Promise<void> {
    writeWhole(file, await safeStorage.encryptStringAsync(text))
  }
  return {
    keeping,
    read: async (file) => {
      if (!existsSync(file)) return undefined
      const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(readFileSync(file))
      // The system has another key by now, and will not keep the old one for ever.
      if (shouldReEncrypt) await write(file, result)
      return result
    },
    write,
  }
}

async function findKeeping(): Promise<Keeping> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return 'none'
  const isOpen = process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text'
  return isOpen ? 'open' : 'safe'
}
