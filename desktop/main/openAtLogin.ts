import { app } from 'electron'
import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { autostartEntry } from './autostartEntry.ts'
import { writeWhole } from './files.ts'

export interface OpenAtLogin {
  on: boolean
  /** Only the tray, no window. */
  hidden: boolean
}

/** Windows and macOS keep it themselves; on Linux it is a file that every desktop reads. */
export function setOpenAtLogin({ on, hidden }: OpenAtLogin): void {
  const args = hidden ? ['--hidden'] : []
  if (process.platform !== 'linux') return app.setLoginItemSettings({ openAtLogin: on, args })
  const folder = path.join(app.getPath('appData'), 'autostart')
  const file = path.join(folder, 'signalbox.desktop')
  if (!on) return rmSync(file, { force: true })
  mkdirSync(folder, { recursive: true })
  // An AppImage runs from a place of the moment, and says where it lies.
  writeWhole(file, autostartEntry([process.env['APPIMAGE'] ?? app.getPath('exe'), ...args]))
}
