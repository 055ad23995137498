import { EventEmitter } from 'node:events'
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { InstanceLock } from './InstanceLock.ts'
import { recorded } from './recorded.ts'
import { heard, ready, toHub } from './road.ts'
import { strict, touched } from './touched.ts'

/** An event that can be prevented. */
export class StandinEvent {
  defaultPrevented = false

  preventDefault(): void {
    this.defaultPrevented = true
  }
}

export const windowsToClose: (() => boolean)[] = []

class StandinApp extends EventEmitter {
  #isReady = false
  #isQuitting = false
  readonly #folder: string
  readonly #lock: InstanceLock

  constructor() {
    super()
    const given = process.argv.find((each) => each.startsWith('--user-data-dir='))?.slice('--user-data-dir='.length)
    this.#folder = given ?? path.join(tmpdir(), 'signalbox-standin-data')
    // Electron tells of a second start once it is ready.
    this.#lock = new InstanceLock(this.#folder, ({ argv, folder }) => {
      void this.whenReady().then(() => this.emit('second-instance', new StandinEvent(), argv, folder))
    })
    void ready.then(() => setImmediate(() => this.#becomeReady()))
  }

  /** As macOS does it: what started the app is said before it is ready, a notification that did so with it. */
  #becomeReady(): void {
    const { STANDIN_OPEN_URL: url, STANDIN_NOTIFICATION: identifier } = process.env
    if (url !== undefined) this.emit('open-url', new StandinEvent(), url)
    this.#isReady = true
    this.emit('ready', new StandinEvent(), identifier === undefined ? undefined : { identifier })
  }

  isReady(): boolean {
    return this.#isReady
  }

  whenReady(): Promise<void> {
    return this.#isReady ? Promise.resolve() : new Promise((resolve) => this.once('ready', () => resolve()))
  }

  /** Throws where Electron does: what has to be said before, and what may not be said before. */
  mustBe(state: 'before' | 'after', what: string): void {
    if (this.#isReady === (state === 'after')) return
    throw new Error(`${what} must be called ${state === 'after' ? 'after' : 'before'} the app is ready`)
  }

  requestSingleInstanceLock(): boolean {
    touched.set('App.requestSingleInstanceLock', 'emulated')
    return this.#lock.take()
  }

  enableSandbox(): void {
    this.mustBe('before', 'app.enableSandbox()')
  }

  disableHardwareAcceleration(): void {
    this.mustBe('before', 'app.disableHardwareAcceleration()')
  }

  setAsDefaultProtocolClient(scheme: string): boolean {
    recorded.protocolClients.push(scheme)
    return true
  }

  setAppUserModelId(id: string): void {
    recorded.userModelId = id
  }

  getLoginItemSettings(): { wasOpenedAtLogin: boolean } {
    return { wasOpenedAtLogin: process.env['STANDIN_AT_LOGIN'] !== undefined }
  }

  setLoginItemSettings(settings: object): void {
    recorded.loginItem = settings
  }

  setBadgeCount(count = 0): boolean {
    recorded.badge = count
    return true
  }

  getPath(name: string): string {
    if (name === 'userData') return this.#folder
    if (name === 'exe') return '/opt/Signalbox/signalbox'
    if (name !== 'documents' && name !== 'appData') throw new Error(`the stand-in has no folder ${name}`)
    const folder = path.join(this.#folder, `standin-${name}`)
    mkdirSync(folder, { recursive: true })
    return folder
  }

  getVersion(): string {
    return process.env['STANDIN_VERSION'] ?? '0.0.0-standin'
  }

  getName(): string {
    return 'signalbox'
  }

  /** With a folder of resources it passes for an installed app. */
  get isPackaged(): boolean {
    return process.env['STANDIN_RESOURCES'] !== undefined
  }

  releaseSingleInstanceLock(): void {
    touched.set('App.releaseSingleInstanceLock', 'emulated')
    this.#lock.release()
  }

  relaunch(options: { args?: string[] } = {}): void {
    recorded.relaunches.push(options.args ?? process.argv.slice(1))
  }

  focus(): void {}

  quit(): void {
    if (this.#isQuitting) return
    const before = new StandinEvent()
    this.emit('before-quit', before)
    if (before.defaultPrevented) return
    this.#isQuitting = true
    if (!windowsToClose.splice(0).every((close) => close())) {
      this.#isQuitting = false
      return
    }
    const will = new StandinEvent()
    this.emit('will-quit', will)
    if (!will.defaultPrevented) this.exit(0)
    this.#isQuitting = false
  }

  exit(code = 0): void {
    this.#lock.release()
    this.emit('quit', new StandinEvent(), code)
    const list = Object.fromEntries([...touched].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    const isKept = process.env['STANDIN_PROFILE'] !== undefined
    const over = isKept ? new Promise<void>((resolve) => heard.once('over', resolve)) : Promise.resolve()
    toHub({ do: 'end' })
    const end = (): void => void over.then(() => process.exit(code))
    // What is on its way to the test arrives first.
    if (process.send) process.send({ on: 'exit', touched: list, recorded }, end)
    else end()
  }
}

// Another system's ways, where the app asks on which it is; the rest of the process stays on this one.
if (process.env['STANDIN_PLATFORM'] !== undefined)
  Object.defineProperty(process, 'platform', { value: process.env['STANDIN_PLATFORM'] })

// What an installed app finds beside itself.
Object.defineProperty(process, 'resourcesPath', { value: process.env['STANDIN_RESOURCES'] ?? '' })

export const standinApp = new StandinApp()
export const app = strict('App', standinApp, [
  'relaunch',
  'enableSandbox',
  'disableHardwareAcceleration',
  'setAsDefaultProtocolClient',
  'setAppUserModelId',
  'setLoginItemSettings',
  'setBadgeCount',
  'focus',
])
