import { readFileSync, unwatchFile, watchFile } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { type Log } from '../db/Database.ts'
import { StartupError } from '../db/StartupError.ts'

export interface TlsPair {
  cert: string
  key: string
}

/** Certificates are renewed by other programs, by copying or by a new link: both show as another time of the file. */
const lookEvery = 2_000

/** The certificate of HTTPS, WSS and MQTTS, read again when its files change: a renewal needs no restart and cuts nobody. */
export class TlsCertificate {
  readonly #files: { certFile: string; keyFile: string }
  readonly #log: Log
  #current: TlsPair

  /** @throws {StartupError} where the two files are no pair. */
  constructor(files: { certFile: string; keyFile: string }, log: Log) {
    this.#files = files
    this.#log = log
    try {
      this.#current = this.#read()
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      throw new StartupError(`SIGNALBOX_TLS_CERT and SIGNALBOX_TLS_KEY are no pair of certificate and key: ${why}`)
    }
  }

  get current(): TlsPair {
    return this.#current
  }

  /** A pair that does not fit together (half of a renewal) is left alone until it does. */
  onRenewed(use: (pair: TlsPair) => void): void {
    const look = () => {
      try {
        const next = this.#read()
        if (next.cert === this.#current.cert && next.key === this.#current.key) return
        this.#current = next
        use(next)
        this.#log.info({ certFile: this.#files.certFile }, 'the TLS certificate was renewed')
      } catch (error) {
        this.#log.warn({ error: String(error) }, 'the TLS files changed but are no pair; the old certificate stays')
      }
    }
    for (const file of Object.values(this.#files)) watchFile(file, { interval: lookEvery }, look)
  }

  close(): void {
    for (const file of Object.values(this.#files)) unwatchFile(file)
  }

  #read(): TlsPair {
    const pair = {
      cert: readFileSync(this.#files.certFile, 'utf8'),
      key: readFileSync(this.#files.keyFile, 'utf8'),
    }
    createSecureContext(pair)
    return pair
  }
}
