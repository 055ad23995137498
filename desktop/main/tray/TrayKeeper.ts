import {
  app,
  Menu,
  nativeImage,
  nativeTheme,
  Tray,
  type BrowserWindow,
  type MenuItemConstructorOptions,
  type NativeImage,
} from 'electron'
import { type Phase } from '../../link/messages.ts'
import { updateItem } from '../menu/menuTemplate.ts'
import { drawIcon, type IconLook } from './drawIcon.ts'
import { encodePng } from './encodePng.ts'
import { muteChoices, muteEnd } from './mute.ts'

export interface TrayKeeperOptions {
  open: () => void
  signOut: () => void
  quit: () => void
  installUpdate: () => void
  mutedUntil: () => number
  onMute: (until: number) => void
  windows: () => readonly BrowserWindow[]
}

/** What systems ask for: 100, 125, 150, 200 and 300 %. */
const scales = [1, 1.25, 1.5, 2, 3]
const words: Record<IconLook['connection'], string> = {
  live: 'Live',
  reconnecting: 'Reconnecting',
  offline: 'Offline',
}

/** The icon in the tray and the number at the dock or the task bar: how much waits, and where the connection stands. */
export class TrayKeeper {
  readonly #options: TrayKeeperOptions
  readonly #tray: Tray
  #phase: Phase = 'starting'
  #waiting = 0
  #update: string | undefined
  #unmute: NodeJS.Timeout | undefined

  constructor(options: TrayKeeperOptions) {
    this.#options = options
    this.#tray = new Tray(this.#icon(0))
    this.#tray.on('click', () => options.open())
    nativeTheme.on('updated', () => this.#show())
    this.#show()
  }

  setPhase(phase: Phase): void {
    this.#phase = phase
    this.#show()
  }

  /** A newer version that can be installed. */
  setUpdate(version: string | undefined): void {
    if (version === this.#update) return
    this.#update = version
    this.#show()
  }

  setWaiting(count: number): void {
    if (count === this.#waiting) return
    this.#waiting = count
    this.#show()
  }

  close(): void {
    clearTimeout(this.#unmute)
    this.#tray.destroy()
  }

  get #isMuted(): boolean {
    return this.#options.mutedUntil() > Date.now()
  }

  #show(): void {
    const count = this.#isMuted ? 0 : this.#waiting
    this.#tray.setImage(this.#icon(count))
    this.#tray.setToolTip(`Signalbox: ${this.#sentence()}`)
    this.#tray.setContextMenu(Menu.buildFromTemplate(this.#menu()))
    app.setBadgeCount(count)
    if (process.platform === 'darwin') this.#tray.setTitle(count > 0 ? String(count) : '')
    // Windows has no number at the task bar: a picture over the icon, and its words for those who cannot see it.
    const overlay = count > 0 ? imageOf({ ...this.#look(count), size: 32 }) : null
    if (process.platform === 'win32') {
      for (const window of this.#options.windows()) window.setOverlayIcon(overlay, count > 0 ? `${count} waiting` : '')
    }
    this.#waitForMuteEnd()
  }

  #sentence(): string {
    const waiting = this.#waiting === 0 ? 'nothing waits' : `${this.#waiting} waiting`
    return `${words[connectionOf(this.#phase)]}, ${waiting}${this.#isMuted ? ', muted' : ''}`
  }

  #menu(): MenuItemConstructorOptions[] {
    const { open, signOut, quit, onMute, installUpdate } = this.#options
    const mute = (until: number): void => {
      onMute(until)
      this.#show()
    }
    return [
      { id: 'state', label: this.#sentence(), enabled: false },
      { type: 'separator' },
      { id: 'open', label: 'Open Signalbox', click: open },
      this.#isMuted
        ? { id: 'unmute', label: 'Unmute', click: () => mute(0) }
        : {
            id: 'mute',
            label: 'Mute for',
            submenu: muteChoices.map((choice) => ({
              id: `mute ${choice}`,
              label: choice,
              click: () => mute(muteEnd(choice, new Date())),
            })),
          },
      { type: 'separator' },
      ...updateItem(this.#update, installUpdate),
      { id: 'signOut', label: 'Sign out', enabled: this.#phase !== 'signed_out', click: signOut },
      { id: 'quit', label: 'Quit', click: quit },
    ]
  }

  #waitForMuteEnd(): void {
    clearTimeout(this.#unmute)
    if (!this.#isMuted) return
    this.#unmute = setTimeout(() => this.#show(), this.#options.mutedUntil() - Date.now() + 50)
  }

  #look(count: number): Omit<IconLook, 'size'> {
    return { count, connection: connectionOf(this.#phase), onDark: nativeTheme.shouldUseDarkColors }
  }

  #icon(count: number): NativeImage {
    const image = nativeImage.createEmpty()
    for (const scaleFactor of scales) {
      const size = Math.round(16 * scaleFactor)
      const buffer = encodePng(drawIcon({ ...this.#look(count), size }))
      image.addRepresentation({ scaleFactor, width: size, height: size, buffer })
    }
    return image
  }
}

function imageOf(look: IconLook): NativeImage {
  return nativeImage.createFromBuffer(encodePng(drawIcon(look)))
}

function connectionOf(phase: Phase): IconLook['connection'] {
  if (phase === 'live') return 'live'
  return phase === 'offline' || phase === 'signed_out' ? 'offline' : 'reconnecting'
}
