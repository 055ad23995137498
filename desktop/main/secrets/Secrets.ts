/**
 * How well this machine keeps a secret. `open`: a Linux without a key ring, where Electron encrypts with a key that
 * everybody knows (`basic_text`). `none`: there is nothing to encrypt with.
 */
export type Keeping = 'safe' | 'open' | 'none'

/** Small files that are encrypted with a key of the system's. */
export interface Secrets {
  readonly keeping: Keeping
  /** Undefined where there is no such file. Rejects where it was encrypted with another key. */
  read(file: string): Promise<string | undefined>
  write(file: string, text: string): Promise<void>
}
