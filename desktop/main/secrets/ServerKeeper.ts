import path from 'node:path'
import { type LogFile } from '../LogFile.ts'
import { type Settings } from '../Settings.ts'
import { type Secrets } from './Secrets.ts'

export interface ServerKeeperOptions {
  folder: string
  settings: Settings
  secrets: Secrets
  log: Pick<LogFile, 'write'>
}

/**
 * Which server this app speaks to, encrypted. Where nothing can be encrypted it stands in the settings, in plain text: the
 * address is no secret that would be worth asking for it at each start.
 */
export class ServerKeeper {
  readonly #options: ServerKeeperOptions
  readonly #file: string
  #chosen: string | undefined
  #isUnreadable = false

  private constructor(options: ServerKeeperOptions) {
    this.#options = options
    this.#file = path.join(options.folder, 'server.bin')
  }

  static async open(options: ServerKeeperOptions): Promise<ServerKeeper> {
    const keeper = new ServerKeeper(options)
    await keeper.#load()
    return keeper
  }

  /** Undefined where nobody has chosen one yet. */
  get chosen(): string | undefined {
    return this.#chosen
  }

  /** What its user should know of how this machine keeps address and sign-in; undefined where all is as it should be. */
  get notice(): string | undefined {
    if (this.#isUnreadable)
      return 'The server’s address was kept with a key that this machine no longer has. Type it once more.'
    const { keeping } = this.#options.secrets
    if (keeping === 'safe') return undefined
    const why = keeping === 'open' ? 'This system has no key ring (basic_text)' : 'The key store cannot be used'
    return `${why}: the server’s address is kept unprotected, and your sign-in ends with the app.`
  }

  async keep(server: string): Promise<void> {
    const { secrets, settings, log } = this.#options
    this.#chosen = server
    try {
      if (secrets.keeping === 'none') throw new Error('There is nothing to encrypt with.')
      await secrets.write(this.#file, server)
    } catch (error) {
      log.write('the address of the server is kept in plain text', { error: String(error) })
      return settings.change({ server })
    }
    this.#isUnreadable = false
    // Not before it is kept elsewhere.
    if (settings.data.server !== undefined) settings.change({ server: undefined })
  }

  async #load(): Promise<void> {
    const { secrets, settings, log } = this.#options
    if (secrets.keeping === 'open') log.write('this system has no key ring (basic_text): what is kept is not protected')
    // What stands in the settings is the newer one.
    const { server } = settings.data
    if (server !== undefined) return this.keep(server)
    try {
      this.#chosen = await secrets.read(this.#file)
    } catch (error) {
      this.#isUnreadable = true
      log.write('the address of the server cannot be read', { error: String(error) })
    }
  }
}
