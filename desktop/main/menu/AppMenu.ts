import { app, Menu, shell, type BrowserWindow } from 'electron'
import { type MenuAction } from '../../host/desktopBridge.ts'
import { type LogFile } from '../LogFile.ts'
import { type Settings } from '../Settings.ts'
import { type Updates } from '../updates/Updates.ts'
import { type LayoutKeeper } from '../windows/LayoutKeeper.ts'
import { type Windows } from '../windows/Windows.ts'
import { menuTemplate } from './menuTemplate.ts'

export interface AppMenuOptions {
  windows: Windows
  layouts: LayoutKeeper
  settings: Settings
  log: LogFile
  updates: Updates
}

/** The application menu, made anew whenever what it shows is not as it was. */
export class AppMenu {
  readonly #options: AppMenuOptions
  readonly #actions = new WeakMap<BrowserWindow, readonly MenuAction[]>()
  #shown = ''

  constructor(options: AppMenuOptions) {
    this.#options = options
  }

  setActions(window: BrowserWindow, actions: readonly MenuAction[]): void {
    this.#actions.set(window, actions)
    this.show()
  }

  show(): void {
    const { windows, layouts, settings, log, updates } = this.#options
    const window = windows.focused ?? windows.all[0]
    const state = {
      platform: process.platform,
      actions: (window && this.#actions.get(window)) ?? [],
      hasWindow: window !== undefined,
      isLinked: window !== undefined && windows.isLinked(window),
      closeToTray: settings.data.closeToTray,
      openAtLogin: settings.data.openAtLogin,
      layouts: layouts.names,
      update: updates.isPossible ? updates.state : undefined,
      newVersion: updates.ready,
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
      setCloseToTray: (closeToTray) => settings.change({ closeToTray }),
      setOpenAtLogin: (openAtLogin) => {
        settings.change({ openAtLogin })
        app.setLoginItemSettings({ openAtLogin, args: ['--hidden'] })
      },
      lookForUpdate: () => updates.look(),
      installUpdate: () => updates.installNow(),
      showLog: () => shell.showItemInFolder(log.file),
    })
    Menu.setApplicationMenu(Menu.buildFromTemplate(template))
  }
}
