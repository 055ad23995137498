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
import { type NotificationState, type Phase } from '../../link/messages.ts'
import { updateItem } from '../menu/menuTemplate.ts'
import { drawBadge, drawIcon, type IconLook } from './drawIcon.ts'
import { encodePng, type Bitmap } from './encodePng.ts'
import { muteChoices, muteEnd } from './mute.ts'

export interface TrayKeeperOptions {
  open: () => void
  signOut: () => void
  quit: () => void
  installUpdate: () => void
  /** Ms since 1970; 0 ends it. What comes of it is said by `setNotifications`. */
  mute: (until: number) => void
  setOffDuty: (offDuty: boolean) => void
  windows: () => readonly BrowserWindow[]
}

/** What systems ask for: 100, 125, 150, 200 and 300 %. */
const scales = [1, 1.25, 1.5, 2, 3]
const words: Record<IconLook['connection'], string> = {
  live: 'Live',
  reconnecting: 'Reconnecting',
  offline: 'Offline',
}

/** The icon in the tray and the number at the dock or the task bar: what is unread, as the bell says, and where the connection stands. */
export class TrayKeeper {
  readonly #options: TrayKeeperOptions
  readonly #tray: Tray
  #phase: Phase = 'starting'
  #unread = 0
  #mutedUntil = 0
  /** Undefined where nobody asks: a technician's duty is no matter of this console. */
  #offDuty: boolean | undefined
  #update: string | undefined
  /** What each window shows at the task bar. */
  readonly #overlays = new WeakMap<BrowserWindow, string>()
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

  setNotifications({ unread, mutedUntil, offDuty }: Omit<NotificationState, 'items' | 'known'>): void {
    const until = mutedUntil === undefined ? 0 : Date.parse(mutedUntil)
    if (unread === this.#unread && until === this.#mutedUntil && offDuty === this.#offDuty) return
    this.#unread = unread
    this.#mutedUntil = until
    this.#offDuty = offDuty
    this.#show()
  }

  /** A window is new, or was closed: Windows' task bar has a picture for each. */
  showBadges(): void {
    if (process.platform !== 'win32') return
    const unread = this.#unread
    const isMuted = this.#isQuiet
    const shown = `${unread} ${isMuted}`
    // Asked for with each step of a window that is moved.
    const without = this.#options.windows().filter((window) => this.#overlays.get(window) !== shown)
    if (without.length === 0) return
    const overlay = unread > 0 ? imageOf(drawBadge({ size: 32, count: unread, isMuted })) : null
    for (const window of without) {
      this.#overlays.set(window, shown)
      window.setOverlayIcon(overlay, unread > 0 ? `${unread} unread` : '')
    }
  }

  close(): void {
    clearTimeout(this.#unmute)
    this.#tray.destroy()
  }

  get #isMuted(): boolean {
    return this.#mutedUntil > Date.now()
  }

  get #isQuiet(): boolean {
    return this.#isMuted || this.#offDuty === true
  }

  #show(): void {
    // The app ends, and the connection says so last.
    if (this.#tray.isDestroyed()) return
    const count = this.#unread
    this.#tray.setImage(this.#icon(count))
    this.#tray.setToolTip(`Signalbox: ${this.#sentence()}`)
    this.#tray.setContextMenu(Menu.buildFromTemplate(this.#menu()))
    app.setBadgeCount(count)
    if (process.platform === 'darwin') this.#tray.setTitle(count > 0 ? String(count) : '')
    this.showBadges()
    this.#waitForMuteEnd()
  }

  #sentence(): string {
    const unread = this.#unread === 0 ? 'nothing unread' : `${this.#unread} unread`
    const muted = this.#isMuted ? [`muted until ${clockOf(this.#mutedUntil)}`] : []
    const duty = this.#offDuty === true ? ['off duty'] : []
    const connection = this.#isSignedOut ? 'Signed out' : words[connectionOf(this.#phase)]
    return [connection, unread, ...muted, ...duty].join(', ')
  }

  #menu(): MenuItemConstructorOptions[] {
    const { open, signOut, quit, mute, installUpdate } = this.#options
    return [
      { id: 'state', label: this.#sentence(), enabled: false },
      { type: 'separator' },
      { id: 'open', label: 'Open Signalbox', click: open },
      this.#isMuted
        ? { id: 'unmute', label: 'Unmute', click: () => mute(0) }
        : {
            id: 'mute',
            label: 'Mute notifications for',
            enabled: !this.#isSignedOut,
            submenu: muteChoices.map((choice) => ({
              id: `mute ${choice}`,
              label: choice,
              click: () => mute(muteEnd(choice, new Date())),
            })),
          },
      ...this.#dutyItem(),
      { type: 'separator' },
      ...updateItem(this.#update, installUpdate),
      { id: 'signOut', label: 'Sign out', enabled: !this.#isSignedOut, click: signOut },
      { id: 'quit', label: 'Quit', click: quit },
    ]
  }

  #dutyItem(): MenuItemConstructorOptions[] {
    const offDuty = this.#offDuty
    if (offDuty === undefined || this.#isSignedOut) return []
    const label = offDuty ? 'Go on duty' : 'Go off duty'
    return [{ id: 'duty', label, click: () => this.#options.setOffDuty(!offDuty) }]
  }

  #waitForMuteEnd(): void {
    clearTimeout(this.#unmute)
    if (!this.#isMuted) return
    // A timer holds 24 days; nobody mutes for longer by the tray, and another device's choice is looked at again.
    this.#unmute = setTimeout(() => this.#show(), Math.min(this.#mutedUntil - Date.now() + 50, 86_400_000))
  }

  get #isSignedOut(): boolean {
    return this.#phase === 'signed_out'
  }

  #look(count: number): Omit<IconLook, 'size'> {
    const onDark = nativeTheme.shouldUseDarkColors
    return { count, connection: connectionOf(this.#phase), onDark, isMuted: this.#isQuiet }
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

function clockOf(time: number): string {
  return new Date(time).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' })
}

function imageOf(bitmap: Bitmap): NativeImage {
  return nativeImage.createFromBuffer(encodePng(bitmap))
}

function connectionOf(phase: Phase): IconLook['connection'] {
  if (phase === 'live') return 'live'
  return phase === 'offline' || phase === 'signed_out' ? 'offline' : 'reconnecting'
}
