import { type LogFile } from '../LogFile.ts'
import { isQuiet } from './isQuiet.ts'
import { type Updater } from './Updater.ts'
import { firstState, updateStep, type UpdateEffect, type UpdateEvent, type UpdateState } from './updateStep.ts'
import { type VersionRecord } from './VersionRecord.ts'

export interface UpdatesOptions {
  /** None where there is nowhere to look: then nothing ever happens here. */
  updater: Updater | undefined
  versions: VersionRecord
  /** The version that runs. */
  version: string
  signedIn: () => boolean
  /** Since somebody last touched keyboard or mouse. */
  idleSeconds: () => number
  /** What windows, tray and menu show has changed. */
  onChange: () => void
  /** Ends the app as quitting does, and calls `install` at the very end. */
  quit: () => void
  log: LogFile
}

/** After the start, when windows are there. */
const firstLook = 60_000
const lookAround = 60_000

/** Does what `updateStep` says. */
export class Updates {
  readonly #options: UpdatesOptions
  #state: UpdateState = firstState
  #timer: NodeJS.Timeout | undefined
  #quiet: NodeJS.Timeout | undefined

  constructor(options: UpdatesOptions) {
    this.#options = options
    if (this.isPossible) this.#lookIn(firstLook)
  }

  get isPossible(): boolean {
    return this.#options.updater !== undefined
  }

  /** What is to be installed, as soon as it lies on this machine. */
  get ready(): string | undefined {
    return this.#state.is === 'ready' || this.#state.is === 'installing' ? this.#state.version : undefined
  }

  /** What the menu says of it. */
  get state(): UpdateState['is'] {
    return this.#state.is
  }

  get isInstalling(): boolean {
    return this.#state.is === 'installing'
  }

  look(): void {
    this.#on({ type: 'look' })
  }

  /** Somebody wants it now. */
  installNow(): void {
    this.#on({ type: 'install' })
  }

  /** The app ends: whatever lies ready is installed with it. Noted only now, since an end by force installs nothing. */
  onEnding(): void {
    const { versions, version } = this.#options
    if (this.ready !== undefined) versions.willInstall(this.ready, version)
  }

  /** The last thing that the app does. */
  install(): void {
    this.#options.updater?.install()
  }

  close(): void {
    clearTimeout(this.#timer)
    clearInterval(this.#quiet)
  }

  #on(event: UpdateEvent): void {
    const { updater } = this.#options
    if (!updater) return
    const [state, effects] = updateStep(this.#state, event)
    this.#state = state
    for (const effect of effects) this.#do(effect, updater)
    this.#options.onChange()
  }

  #do(effect: UpdateEffect, updater: Updater): void {
    const { log } = this.#options
    if (effect.do === 'look') void this.#try(this.#find(updater))
    if (effect.do === 'fetch') void this.#try(updater.fetch().then(() => ({ type: 'fetched' })))
    if (effect.do === 'wait') this.#lookIn(effect.ms)
    if (effect.do === 'announce') {
      log.write('a newer version is ready', { version: effect.version })
      this.#quiet = setInterval(() => this.#lookAround(updater), lookAround)
    }
    if (effect.do === 'install') {
      log.write('the newer version is installed now', { version: effect.version })
      this.#options.quit()
    }
  }

  async #find(updater: Updater): Promise<UpdateEvent> {
    const found = await updater.find()
    if (found === undefined) return { type: 'nothing' }
    return { type: 'found', version: found, isBad: this.#options.versions.isBad(found) }
  }

  /** What went wrong is in the log, and tried again later. */
  async #try(doing: Promise<UpdateEvent>): Promise<void> {
    const event = await doing.catch((error: unknown): UpdateEvent => {
      this.#options.log.write('looking for a newer version failed', { error: String(error) })
      return { type: 'failed' }
    })
    this.#on(event)
  }

  #lookIn(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.look(), ms)
  }

  #lookAround(updater: Updater): void {
    const { signedIn, idleSeconds } = this.#options
    const { asksForPassword } = updater
    if (isQuiet({ idleSeconds: idleSeconds(), signedIn: signedIn(), asksForPassword })) this.#on({ type: 'quiet' })
  }
}
