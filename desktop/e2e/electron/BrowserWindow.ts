import { EventEmitter } from 'node:events'
import { standinApp, StandinEvent, windowsToClose } from './appPart.ts'
import { type Bounds, type ToMain } from './messages.ts'
import { recorded } from './recorded.ts'
import { heard, toHub } from './road.ts'
import { strict } from './touched.ts'
import { StandinWebContents } from './WebContents.ts'

interface Options extends Partial<Bounds> {
  show?: boolean
  title?: string
  webPreferences?: Record<string, unknown> & { preload?: string; additionalArguments?: string[] }
}

/** All that are there; what the app holds of each is its strict face. */
export const allWindows: { standin: StandinWindow; face: StandinWindow }[] = []
let next = 1
let focused: StandinWindow | undefined

/** Which settings of a page the stand-in does not play: an app that asks for them is told. */
function check({ webPreferences = {} }: Options): void {
  const { sandbox, contextIsolation, nodeIntegration, webSecurity } = webPreferences
  if (sandbox === true && contextIsolation === true && nodeIntegration !== true && webSecurity !== false) return
  throw new Error('the stand-in plays only sandboxed, isolated windows without Node')
}

/** BrowserWindow: bounds, focus and visibility are a model here, since Electron answers at once; Chromium follows. */
export class StandinWindow extends EventEmitter {
  readonly id = next++
  readonly webContents: StandinWebContents
  #bounds: Bounds
  #isDestroyed = false
  #isVisible: boolean
  #isMinimized = false
  #isMaximized = false
  #isFullScreen = false
  #isShownOnce = false

  constructor(options: Options = {}) {
    super()
    standinApp.mustBe('after', 'new BrowserWindow()')
    check(options)
    const { x = 0, y = 0, width = 800, height = 600, show = true, webPreferences } = options
    this.#bounds = { x, y, width, height }
    this.#isVisible = show
    const contents = new StandinWebContents(this.id, () => this.#isDestroyed)
    this.webContents = strict('WebContents', contents)
    heard.on(`window ${this.id}`, (message: ToMain) => {
      contents.onHub(message, this.webContents)
      this.#onHub(message)
    })
    const argv = ['electron', ...(webPreferences?.additionalArguments ?? [])]
    toHub({ do: 'open', window: this.id, bounds: this.#bounds, preload: webPreferences?.preload ?? '', argv })
    const face = strict<StandinWindow>('BrowserWindow', this, ['setOverlayIcon'])
    allWindows.push({ standin: this, face })
    standinApp.emit('web-contents-created', new StandinEvent(), this.webContents)
    if (show) this.focus()
    // oxlint-disable-next-line no-constructor-return -- the app is to hold the strict face
    return face
  }

  #onHub(message: ToMain): void {
    if (message.on === 'preloadError') recorded.preloadErrors.push(message.message)
    if (message.on === 'loaded' && !this.#isShownOnce) {
      this.#isShownOnce = true
      this.emit('ready-to-show', new StandinEvent())
    }
    if (message.on === 'gone') this.#end()
  }

  loadURL(url: string): Promise<void> {
    this.#mustBeThere()
    return this.webContents.loadURL(url)
  }

  show(): void {
    this.#mustBeThere()
    this.#isVisible = true
    this.focus()
  }

  focus(): void {
    this.#mustBeThere()
    if (focused === this) return
    const before = focused
    this.#takeFocus()
    if (before && !before.#isDestroyed) before.emit('blur', new StandinEvent())
    toHub({ do: 'front', window: this.id })
    this.emit('focus', new StandinEvent())
  }

  #takeFocus(): void {
    // oxlint-disable-next-line no-this-alias -- which window has the focus is one for all
    focused = this
  }

  isFocused(): boolean {
    return focused === this
  }

  isVisible(): boolean {
    return this.#isVisible
  }

  minimize(): void {
    this.#isMinimized = true
    toHub({ do: 'minimize', window: this.id })
    this.emit('minimize', new StandinEvent())
  }

  restore(): void {
    this.#isMinimized = false
    toHub({ do: 'restore', window: this.id })
    this.emit('restore', new StandinEvent())
  }

  isMinimized(): boolean {
    return this.#isMinimized
  }

  maximize(): void {
    this.#isMaximized = true
  }

  isMaximized(): boolean {
    return this.#isMaximized
  }

  setFullScreen(on: boolean): void {
    this.#isFullScreen = on
  }

  isFullScreen(): boolean {
    return this.#isFullScreen
  }

  getBounds(): Bounds {
    this.#mustBeThere()
    return { ...this.#bounds }
  }

  getNormalBounds(): Bounds {
    return this.getBounds()
  }

  setBounds(bounds: Partial<Bounds>): void {
    this.#mustBeThere()
    this.#bounds = { ...this.#bounds, ...bounds }
    toHub({ do: 'bounds', window: this.id, bounds: this.#bounds })
    this.emit('moved', new StandinEvent())
    this.emit('resized', new StandinEvent())
  }

  setOverlayIcon(icon: object | null, description: string): void {
    this.#mustBeThere()
    recorded.overlays[this.id] = icon ? description : 'none'
  }

  isDestroyed(): boolean {
    return this.#isDestroyed
  }

  /** False where a listener kept it open. */
  close(): boolean {
    if (this.#isDestroyed) return true
    const event = new StandinEvent()
    this.emit('close', event)
    if (event.defaultPrevented) return false
    this.destroy()
    return true
  }

  destroy(): void {
    if (this.#isDestroyed) return
    toHub({ do: 'destroy', window: this.id })
    this.#end()
  }

  #end(): void {
    if (this.#isDestroyed) return
    this.#isDestroyed = true
    if (focused === this) focused = undefined
    const index = allWindows.findIndex(({ standin }) => standin === this)
    if (index >= 0) allWindows.splice(index, 1)
    this.emit('closed', new StandinEvent())
    if (allWindows.length === 0 && standinApp.listenerCount('window-all-closed') > 0)
      standinApp.emit('window-all-closed')
    else if (allWindows.length === 0) standinApp.quit()
  }

  #mustBeThere(): void {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed')
  }
}

standinApp.on('before-quit', () => {
  windowsToClose.splice(
    0,
    windowsToClose.length,
    ...allWindows.map(
      ({ standin }) =>
        () =>
          standin.close(),
    ),
  )
})
