import { app } from 'electron'
import { type AppMenu } from '../menu/AppMenu.ts'
import { type OpenedFile } from '../OpenedFile.ts'
import { type Settings } from '../Settings.ts'
import { type StartOptions } from '../startOptions.ts'
import { type LayoutKeeper } from '../windows/LayoutKeeper.ts'
import { type Windows } from '../windows/Windows.ts'
import { type Openings } from './Openings.ts'

export interface BeginOptions {
  options: StartOptions
  safeMode: boolean
  settings: Settings
  windows: Windows
  layouts: LayoutKeeper
  menu: AppMenu
  openings: Openings
  opened: OpenedFile
  onFormerClicked: (id: string) => void
}

const importView = '/admin/import'

/** The windows there were, and what the system wants opened. */
export function begin(all: BeginOptions): void {
  const { options, safeMode, settings, windows, layouts, menu, openings, opened, onFormerClicked } = all
  if (safeMode) windows.open()
  else if (!isHiddenAtLogin(options, settings)) layouts.open()
  layouts.watchMonitors()
  openings.begin(({ view, file, clicked }) => {
    if (clicked !== undefined) onFormerClicked(clicked)
    if (file !== undefined) {
      opened.offer(file)
      windows.go(importView)
      // One that shows the import already: another takes it as soon as it does.
      windows.tellAll('fileOpened', {})
    } else if (view !== undefined) windows.go(view)
    else windows.show()
  })
  menu.show()
}

/** macOS hands no arguments to what it starts at login. */
function isHiddenAtLogin({ hidden }: StartOptions, settings: Settings): boolean {
  if (process.platform !== 'darwin') return hidden
  return hidden || (settings.data.openHidden && app.getLoginItemSettings().wasOpenedAtLogin)
}
