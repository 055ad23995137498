import { Menu, shell, type BrowserWindow } from 'electron'
import { type MenuAction } from '../../host/desktopBridge.ts'
import { type LogFile } from '../LogFile.ts'
import { setOpenAtLogin } from '../openAtLogin.ts'
import { type Settings, type SettingsData } from '../Settings.ts'
import { type Updates } from '../updates/Updates.ts'
import { type LayoutKeeper } from '../windows/LayoutKeeper.ts'
import { monitors } from '../windows/monitors.ts'
import { type Windows } from '../windows/Windows.ts'
import { menuTemplate } from './menuTemplate.ts'

export interface AppMenuOptions {
  windows: Windows
  layouts: LayoutKeeper
  settings: Settings
  log: LogFile
  updates: Updates
  saveLog: () => void
  /** Somebody has chosen otherwise than before. */
  onSettings: () => void
}

/** The application menu, made anew whenever what it shows is not as it was. */
export class AppMenu {
  readonly #options: AppMenuOptions
  readonly #actions = new WeakMap<BrowserWindow, readonly MenuAction[]>()
  /** What is to be done in a window that has not said yet what it can do. */
  readonly #pending = new WeakMap<BrowserWindow, string>()
  #shown = ''

  constructor(options: AppMenuOptions) {
    this.#options = options
  }

  setActions(window: BrowserWindow, actions: readonly MenuAction[]): void {
    this.#actions.set(window, actions)
    const pending = this.#pending.get(window)
    if (pending !== undefined && actions.length > 0) {
      this.#pending.delete(window)
      this.#options.windows.tell(window, 'action', { id: pending })
    }
    this.show()
  }

  /** Now, or as soon as the window's page is there. */
  run(window: BrowserWindow, id: string): void {
    if (this.#actions.has(window)) this.#options.windows.tell(window, 'action', { id })
    else this.#pending.set(window, id)
  }

  show(): void {
    const { windows, layouts, settings, log, saveLog, updates } = this.#options
    const window = windows.focused ?? windows.all[0]
    const state = {
      platform: process.platform,
      actions: (window && this.#actions.get(window)) ?? [],
      hasWindow: window !== undefined,
      isLinked: window !== undefined && windows.isLinked(window),
      settings: settings.data,
      layouts: layouts.names,
      update: updates.isPossible ? updates.state : undefined,
      newVersion: updates.ready,
      monitors: monitors().map(({ id, label, bounds: { width, height } }, index) => ({
        id,
        label: `${label || `Monitor ${index + 1}`} (${width} × ${height})`,
      })),
    }
    // Setting a menu closes one that is open: only where something is different.
    const text = `${window?.id} ${JSON.stringify(state)}`
    if (text === this.#shown) return
    this.#shown = text
    const template = menuTemplate(state, {
      run: (id) => window && windows.tell(window, 'action', { id }),
      newWindow: () => windows.openAnother(),
      setLinked: (linked) => window && windows.setLinked(window, linked),
      saveLayout: (name) => {
        layouts.saveAs(name)
        this.show()
      },
      useLayout: (name) => layouts.use(name),
      forgetLayout: (name) => {
        layouts.forget(name)
        this.show()
      },
      lookForUpdate: () => updates.look(),
      installUpdate: () => updates.installNow(),
      openWallboard: (monitor) => windows.openWallboard(monitor),
      zoom: (step) => window && windows.zoom(window, step),
      set: (more) => this.#set(more),
      showLog: () => shell.showItemInFolder(log.file),
      saveLog,
    })
    Menu.setApplicationMenu(Menu.buildFromTemplate(template))
  }

  #set(more: Partial<SettingsData>): void {
    const { settings, onSettings } = this.#options
    settings.change(more)
    const { openAtLogin, openHidden } = settings.data
    if ('openAtLogin' in more || 'openHidden' in more) setOpenAtLogin({ on: openAtLogin, hidden: openHidden })
    onSettings()
    this.show()
  }
}
