import { app, BrowserWindow, type WebContents } from 'electron'
import {
  eventChannel,
  factsArgument,
  zoomChannel,
  type DesktopEventName,
  type DesktopEvents,
  type DesktopFacts,
} from '../../host/desktopBridge.ts'
import { viewPath } from '../../host/deepLink.ts'
import { offerContextMenu } from '../menu/offerContextMenu.ts'
import { appOrigin } from '../security/consoleAddress.ts'
import { besides, fitLayout, isWithin, under, rearrange, type Layout, type PlacedWindow, type Point } from './layout.ts'
import { monitors } from './monitors.ts'
import { offerReload } from './offerReload.ts'
import { readZoom, zoomAfter, type ZoomStep } from './zoom.ts'

export interface WindowsOptions {
  preload: string
  facts: () => DesktopFacts
  log: (message: string, details?: Record<string, unknown>) => void
  /** Something about the windows is not as it was: for the layout that is kept, and the menu. */
  onChange: () => void
  /** The last one was closed. */
  onNone: () => void
}

/** What is known of a window besides what Electron knows. */
interface Extra {
  linked: boolean
  zoom: number
  isListening: boolean
  /** Where it is to go once it listens. */
  goesTo?: string | undefined
}

const firstView = '/tickets'
export const wallboard = '/wallboard'

/** All windows: each shows one view of the console; none is special. */
export class Windows {
  readonly #options: WindowsOptions
  readonly #extras = new Map<BrowserWindow, Extra>()
  /** Those that are open, the last used one first. */
  #order: BrowserWindow[] = []
  #selected: { from: BrowserWindow; path: string } | undefined

  constructor(options: WindowsOptions) {
    this.#options = options
  }

  get all(): readonly BrowserWindow[] {
    return this.#order
  }

  get focused(): BrowserWindow | undefined {
    return this.#order.find((window) => window.isFocused())
  }

  of(contents: WebContents): BrowserWindow | undefined {
    return this.#order.find((window) => !window.isDestroyed() && window.webContents === contents)
  }

  /** The same view again comes to the front instead of opening twice. */
  open(path: string = firstView, at?: Point): void {
    const view = viewPath(path) ?? firstView
    const already = this.#order.find((window) => pathOf(window) === view)
    if (already) comeForward(already)
    else this.openAnother(view, at)
  }

  /** A window of its own, also where another shows the same view. */
  openAnother(path = firstView, at?: Point): void {
    const bounds = at ? under(at, monitors()) : besides(this.#order[0]?.getNormalBounds(), monitors())
    this.#make({ ...plain, path, bounds })
  }

  /** The whole of one monitor, for those who look from afar. */
  openWallboard(monitor: number): void {
    const area = monitors().find(({ id }) => id === monitor)?.workArea
    if (!area) return
    const already = this.#order.find((each) => pathOf(each) === wallboard && isWithin(each.getBounds(), area))
    if (already) comeForward(already)
    else this.#make({ ...plain, path: wallboard, bounds: { ...area }, fullScreen: true })
  }

  shows(path: string): boolean {
    return this.#order.some((window) => pathOf(window) === path)
  }

  zoom(window: BrowserWindow, step: ZoomStep): void {
    const extra = this.#extras.get(window)
    if (!extra) return
    extra.zoom = zoomAfter(extra.zoom, step)
    this.#showZoom(window)
    this.#options.onChange()
  }

  #showZoom(window: BrowserWindow): void {
    const zoom = this.#extras.get(window)?.zoom ?? 1
    if (!window.isDestroyed()) window.webContents.send(zoomChannel, { zoom })
  }

  /** For a link: in the window that shows it, or one of its kind, or a new one. */
  go(path: string): void {
    const view = viewPath(path) ?? firstView
    const kind = view.split('/')[1]
    const window =
      this.#order.find((each) => pathOf(each) === view) ??
      this.#order.find((each) => pathOf(each).split('/')[1] === kind)
    if (!window) return this.open(view)
    this.#lead(window, view)
    comeForward(window)
  }

  /** Its page listens: it has said what can be done in it. */
  onListening(window: BrowserWindow): void {
    const extra = this.#extras.get(window)
    if (!extra) return
    extra.isListening = true
    if (extra.goesTo !== undefined) this.tell(window, 'go', { path: extra.goesTo })
    extra.goesTo = undefined
  }

  /** At once, or as soon as its page is there. */
  #lead(window: BrowserWindow, path: string): void {
    const extra = this.#extras.get(window)
    if (!extra) return
    if (extra.isListening) this.tell(window, 'go', { path })
    else extra.goesTo = path
  }

  /** Brings what is open to the front, or opens the first view. */
  show(): BrowserWindow | undefined {
    const [last] = this.#order
    if (last) comeForward(last)
    else this.open()
    return this.#order[0]
  }

  tell<Name extends DesktopEventName>(window: BrowserWindow, name: Name, data: DesktopEvents[Name]): void {
    if (!window.isDestroyed()) window.webContents.send(eventChannel, { name, data })
  }

  tellAll<Name extends DesktopEventName>(name: Name, data: DesktopEvents[Name]): void {
    for (const window of this.#order) this.tell(window, name, data)
  }

  /** What was selected in one window is shown by those that are linked. */
  onSelected(from: BrowserWindow, path: string): void {
    this.#selected = { from, path }
    for (const window of this.#order) {
      if (window !== from && this.isLinked(window)) this.#lead(window, path)
    }
  }

  isLinked(window: BrowserWindow): boolean {
    return this.#extras.get(window)?.linked ?? false
  }

  setLinked(window: BrowserWindow, linked: boolean): void {
    const extra = this.#extras.get(window)
    if (extra) extra.linked = linked
    const selected = this.#selected
    if (linked && selected && selected.from !== window) this.#lead(window, selected.path)
    this.#options.onChange()
  }

  /** What is open now, to be kept. */
  layout(): Layout {
    return this.#order.map((window) => ({
      path: pathOf(window),
      bounds: window.getNormalBounds(),
      zoom: this.#extras.get(window)?.zoom ?? 1,
      maximized: window.isMaximized(),
      fullScreen: window.isFullScreen(),
      linked: this.isLinked(window),
    }))
  }

  /** Opens these, the last used one last so that it lies on top. Those that are open and not among them are closed. */
  apply(layout: Layout): void {
    const before = [...this.#order]
    for (const place of fitLayout(layout, monitors()).toReversed()) this.#make(place)
    for (const window of before) window.close()
  }

  /** The monitors are others than before: everything stays on screen, and goes back to where it was with them. */
  onMonitorsChanged(known: Layout | undefined): void {
    const open = [...this.#order]
    rearrange(this.layout(), known, monitors()).forEach((place, index) => {
      const window = open[index]
      if (!window) return
      window.setBounds(place.bounds)
      if (place.maximized) window.maximize()
    })
  }

  #make(place: PlacedWindow): void {
    const { preload, facts, onChange } = this.#options
    const window = new BrowserWindow({
      ...place.bounds,
      minWidth: 360,
      minHeight: 420,
      show: false,
      backgroundColor: '#0d0e12',
      title: 'Signalbox',
      webPreferences: {
        preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        webviewTag: false,
        spellcheck: true,
        // A wallboard behind another window goes on, and a list that is looked at again is up to date at once.
        backgroundThrottling: false,
        additionalArguments: [factsArgument + encodeURIComponent(JSON.stringify(facts()))],
      },
    })
    this.#extras.set(window, { linked: place.linked, zoom: readZoom(place.zoom), isListening: false })
    this.#order.unshift(window)
    window.once('ready-to-show', () => {
      if (place.maximized) window.maximize()
      if (place.fullScreen) window.setFullScreen(true)
      window.show()
    })
    window.on('focus', () => {
      this.#order = [window, ...this.#order.filter((each) => each !== window)]
      onChange()
    })
    window.on('moved', onChange)
    window.on('resized', onChange)
    window.webContents.on('did-navigate-in-page', () => {
      // A wallboard that somebody leaves is a window like any other.
      if (place.path === wallboard && pathOf(window) !== wallboard && window.isFullScreen()) window.setFullScreen(false)
      onChange()
    })
    // Another document, as after a reload, listens anew.
    window.webContents.on('did-navigate', () => this.#onNavigated(window))
    window.webContents.on('did-finish-load', () => this.#showZoom(window))
    window.webContents.on('zoom-changed', (_event, direction) => this.zoom(window, direction))
    window.on('closed', () => this.#onClosed(window))
    offerReload(window, this.#options.log)
    offerContextMenu(window, (path) => this.open(path))
    void window.loadURL(appOrigin + place.path)
    onChange()
  }

  #onNavigated(window: BrowserWindow): void {
    const extra = this.#extras.get(window)
    if (extra) extra.isListening = false
  }

  #onClosed(window: BrowserWindow): void {
    this.#extras.delete(window)
    this.#order = this.#order.filter((each) => each !== window)
    this.#options.onChange()
    if (this.#order.length === 0) this.#options.onNone()
  }
}

const plain = { zoom: 1, maximized: false, fullScreen: false, linked: false }

/** The view that a window shows, as its address says. */
function pathOf(window: BrowserWindow): string {
  const url = window.webContents.getURL()
  return url.startsWith(appOrigin) ? url.slice(appOrigin.length).replace(/#.*$/, '') || '/' : '/'
}

function comeForward(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
  app.focus({ steal: true })
}
