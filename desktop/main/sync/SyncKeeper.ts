import { MessageChannelMain, session, utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron'
import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { isRecord } from '../../link/wire.ts'
import { type LogFile } from '../LogFile.ts'
import { type Secrets } from '../secrets/Secrets.ts'
import { systemCertificates } from '../security/systemCertificates.ts'
import { CredentialKeeper, type CredentialRequest } from './CredentialKeeper.ts'
import { restartPause, wellAfter } from './restartPause.ts'

export interface SyncKeeperOptions {
  /** The built entry of the sync client: a path, nothing of it is loaded here. */
  entry: string
  /** Below it a folder for each server. */
  dataFolder: string
  /** Keep the sign-in of each server. */
  secrets: Secrets
  /** The app's, which the server is told. */
  version: string
  log: LogFile
  /** It runs and takes windows. */
  onStarted: () => void
  /** It ended, and every port to it with it; it is being started again. */
  onGone: () => void
}

/** Longer than the sync client takes to bring everything to disk. */
const stopPatience = 5_000

/** Keeps the sync process running, and gives its ports away unread: no row passes through this process. */
export class SyncKeeper {
  readonly #options: SyncKeeperOptions
  #child: UtilityProcess | undefined
  #started = false
  #waiting: { resolve: (port: MessagePortMain) => void; reject: (error: Error) => void }[] = []
  #ends = 0
  #timer: NodeJS.Timeout | undefined
  #server: string | undefined

  constructor(options: SyncKeeperOptions) {
    this.#options = options
  }

  start(server: string): void {
    this.#server = server
    const begun = Date.now()
    const { entry, dataFolder, secrets, log, version } = this.#options
    const folder = path.join(dataFolder, folderName(server))
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const child = utilityProcess.fork(entry, [], { serviceName: 'Signalbox sync', stdio: 'pipe' })
    const credentials = new CredentialKeeper(folder, secrets)
    this.#child = child
    child.stdout?.resume()
    if (child.stderr) {
      const lines = createInterface({ input: child.stderr })
      lines.on('line', (line) => log.append(line))
      // It may end in the middle of a line; what is wrong is said by its exit.
      lines.on('error', () => {})
    }
    child.on('message', (message: unknown) => this.#onMessage(child, credentials, message))
    child.on('exit', (code) => this.#onExit(child, code, Date.now() - begun))
    const userAgent = `Signalbox/${version} (${process.platform})`
    say(child, { start: { server, folder, keptBy: 'keeper', certificates: systemCertificates(log), userAgent } })
  }

  /** A port to the sync client, as soon as it runs. Rejects where it ends meanwhile. */
  connect(): Promise<MessagePortMain> {
    return new Promise((resolve, reject) => {
      if (this.#started) resolve(this.#newPort())
      else this.#waiting.push({ resolve, reject })
    })
  }

  /** Ends it, and begins anew with another server. */
  async move(server: string): Promise<void> {
    await this.stop()
    this.start(server)
  }

  /** Resolves when what was not on disk yet is. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer)
    this.#server = undefined
    const child = this.#child
    if (!child) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => child.kill(), stopPatience)
      child.on('exit', () => {
        clearTimeout(timer)
        resolve()
      })
      say(child, { stop: true })
    })
  }

  #newPort(): MessagePortMain {
    const { port1, port2 } = new MessageChannelMain()
    this.#child?.postMessage({ window: true }, [port1])
    return port2
  }

  #onMessage(child: UtilityProcess, credentials: CredentialKeeper, message: unknown): void {
    if (!isRecord(message)) return
    if (message.started === true) {
      this.#started = true
      for (const { resolve } of this.#waiting.splice(0)) resolve(this.#newPort())
      this.#options.onStarted()
    }
    if (typeof message.n === 'number' && isCredentialRequest(message.credentials)) {
      void sayKept(child, message.n, credentials.answer(message.credentials))
    }
    if (typeof message.n === 'number' && typeof message.route === 'string')
      // As Chromium would go there now: the sync process' own sockets know nothing of the system's proxies.
      void sayKept(child, message.n, session.defaultSession.resolveProxy(message.route))
  }

  #onExit(child: UtilityProcess, code: number, lasted: number): void {
    if (this.#child !== child) return
    this.#child = undefined
    this.#started = false
    for (const { reject } of this.#waiting.splice(0)) reject(new Error('The sync process ended.'))
    this.#options.onGone()
    if (this.#server === undefined) return
    this.#ends = lasted > wellAfter ? 1 : this.#ends + 1
    const pause = restartPause(this.#ends)
    this.#options.log.write('the sync process ended', { code, lasted, startsAgainIn: pause })
    this.#timer = setTimeout(() => this.#server !== undefined && this.start(this.#server), pause)
  }
}

function say(child: UtilityProcess, message: object): void {
  child.postMessage(message, [])
}

async function sayKept(child: UtilityProcess, n: number, answer: Promise<string | undefined>): Promise<void> {
  try {
    const kept = await answer
    say(child, { n, ...(kept !== undefined && { kept }) })
  } catch (error) {
    say(child, { n, problem: String(error) })
  }
}

function isCredentialRequest(value: unknown): value is CredentialRequest {
  if (!isRecord(value)) return false
  return value.do === 'load' || value.do === 'clear' || (value.do === 'save' && typeof value.text === 'string')
}

/** The server's name, which people know, and a digest, which is unlike that of any other. */
export function folderName(server: string): string {
  const digest = createHash('sha256').update(server).digest('hex').slice(0, 8)
  return `${new URL(server).hostname.replaceAll(/[^\w.-]/g, '_')}-${digest}`
}
