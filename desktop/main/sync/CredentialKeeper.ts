import { existsSync, rmSync } from 'node:fs'
import path from 'node:path'
import { type Secrets } from '../secrets/Secrets.ts'

/** What the sync process may ask of main: only here is the system's key store. */
export type CredentialRequest = { do: 'load' } | { do: 'save'; text: string } | { do: 'clear' }

/**
 * The sign-in of one server, encrypted with a key from the system's store. Where there is none, or one whose key
 * everybody knows, nothing is written: the sign-in then ends with the app.
 */
export class CredentialKeeper {
  readonly #file: string
  readonly #secrets: Secrets
  #inMemory: string | undefined
  /** One after the other: what was cleared must not be written again by what was asked before. */
  #chain: Promise<unknown> = Promise.resolve()

  constructor(folder: string, secrets: Secrets) {
    this.#file = path.join(folder, 'session.bin')
    this.#secrets = secrets
  }

  /** Rejects where it could not be written; it is known until the app ends. */
  answer(request: CredentialRequest): Promise<string | undefined> {
    const answer = this.#chain.then(() => this.#do(request))
    this.#chain = answer.catch(() => {})
    return answer
  }

  async #do(request: CredentialRequest): Promise<string | undefined> {
    if (request.do === 'load') return this.#load()
    if (request.do === 'clear') {
      this.#inMemory = undefined
      rmSync(this.#file, { force: true })
      return undefined
    }
    this.#inMemory = request.text
    if (this.#secrets.keeping === 'safe') await this.#secrets.write(this.#file, request.text)
    return undefined
  }

  async #load(): Promise<string | undefined> {
    if (this.#inMemory !== undefined || !existsSync(this.#file)) return this.#inMemory
    // Another key, as after a move to another machine: signing in again makes a new one.
    return this.#secrets.read(this.#file).catch(() => undefined)
  }
}
