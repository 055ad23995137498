import { safeStorage } from 'electron'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** What the sync process may ask of main: only here is the system's key store. */
export type CredentialRequest = { do: 'load' } | { do: 'save'; text: string } | { do: 'clear' }

/**
 * The sign-in of one server, encrypted with a key from the system's store (Keychain, DPAPI, libsecret). Where there is
 * no such store nothing is written: the sign-in then ends with the app.
 */
export class CredentialKeeper {
  readonly #file: string
  #inMemory: string | undefined

  constructor(folder: string) {
    this.#file = path.join(folder, 'session.bin')
  }

  answer(request: CredentialRequest): string | undefined {
    if (request.do === 'load') return this.#load()
    if (request.do === 'save') this.#save(request.text)
    else this.#clear()
    return undefined
  }

  #load(): string | undefined {
    if (this.#inMemory !== undefined || !existsSync(this.#file)) return this.#inMemory
    try {
      return safeStorage.decryptString(readFileSync(this.#file))
    } catch {
      // Another key, as after a move to another machine: signing in again makes a new one.
      return undefined
    }
  }

  #save(text: string): void {
    this.#inMemory = text
    if (hasKeyStore()) {
      writeFileSync(this.#file, safeStorage.encryptString(text), { mode: 0o600, flush: true })
    }
  }

  #clear(): void {
    this.#inMemory = undefined
    rmSync(this.#file, { force: true })
  }
}

/** On Linux without a key ring Electron encrypts with a key that everybody knows (`basic_text`): as good as none. */
function hasKeyStore(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'
}
