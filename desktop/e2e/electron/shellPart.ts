import { EventEmitter } from 'node:events'
import { standinApp, StandinEvent } from './appPart.ts'
import { openDialogs, recorded } from './recorded.ts'
import { monitors } from './road.ts'
import { strict, touched } from './touched.ts'

interface Item {
  id?: string
  label?: string
  role?: string
  type?: string
  checked?: boolean
  enabled?: boolean
  submenu?: Item[]
  click?: (item: Item) => void
}

/** Menu: kept as its template says, for tests to read and choose from. */
export class StandinMenu {
  readonly items: Item[]

  constructor(items: Item[] = []) {
    this.items = items
  }

  static application: StandinMenu | undefined

  static buildFromTemplate(template: Item[]): StandinMenu {
    for (const item of template) {
      if (item.label === undefined && item.role === undefined && item.type === undefined)
        throw new TypeError('Invalid template for MenuItem')
      if (item.submenu) StandinMenu.buildFromTemplate(item.submenu)
    }
    touched.set('Menu.buildFromTemplate', 'recorded')
    return new StandinMenu(template)
  }

  static popped: StandinMenu | undefined

  popup(): void {
    touched.set('Menu.popup', 'recorded')
    StandinMenu.popped = this
  }

  static setApplicationMenu(menu: StandinMenu): void {
    touched.set('Menu.setApplicationMenu', 'recorded')
    StandinMenu.application = menu
  }
}

export class StandinNativeImage {
  readonly representations: { scaleFactor: number; buffer: Buffer }[] = []

  addRepresentation({ scaleFactor = 1, buffer }: { scaleFactor?: number; buffer?: Buffer }): void {
    if (!buffer) throw new Error('the stand-in wants a buffer')
    this.representations.push({ scaleFactor, buffer })
  }

  isEmpty(): boolean {
    return this.representations.length === 0
  }
}

function imageOf(buffer?: Buffer): StandinNativeImage {
  const image = new StandinNativeImage()
  if (buffer) image.addRepresentation({ buffer })
  return image
}

export const nativeImage = {
  createEmpty: () => imageOf(),
  createFromBuffer: (buffer: Buffer) => imageOf(buffer),
}

export class StandinTray extends EventEmitter {
  static shown: StandinTray | undefined
  menu: StandinMenu | undefined

  constructor(image: StandinNativeImage) {
    super()
    standinApp.mustBe('after', 'new Tray()')
    recorded.tray = { image: '', title: '', toolTip: '', destroyed: false }
    StandinTray.shown = this
    this.setImage(image)
    // oxlint-disable-next-line no-constructor-return -- the app is to hold the strict face
    return strict<StandinTray>('Tray', this, ['setImage', 'setToolTip', 'setTitle', 'setContextMenu', 'destroy'])
  }

  setImage(image: StandinNativeImage): void {
    this.#mustBeThere()
    const [largest] = image.representations.toSorted((a, b) => b.scaleFactor - a.scaleFactor)
    if (recorded.tray) recorded.tray.image = largest?.buffer.toString('base64') ?? ''
  }

  setToolTip(toolTip: string): void {
    this.#mustBeThere()
    if (recorded.tray) recorded.tray.toolTip = toolTip
  }

  setTitle(title: string): void {
    if (recorded.tray) recorded.tray.title = title
  }

  setContextMenu(menu: StandinMenu): void {
    this.#mustBeThere()
    this.menu = menu
  }

  destroy(): void {
    if (recorded.tray) recorded.tray.destroyed = true
  }

  isDestroyed(): boolean {
    return recorded.tray?.destroyed ?? true
  }

  #mustBeThere(): void {
    if (this.isDestroyed()) throw new TypeError('Object has been destroyed')
  }
}

interface Box {
  message: string
  buttons?: string[]
}

function isBox(value: object): value is Box {
  return 'message' in value
}

export const dialog = strict(
  'Dialog',
  {
    showErrorBox: (title: string, content: string): void => {
      process.stderr.write(`${title}: ${content}\n`)
      recorded.dialogs.push({ message: title, buttons: [] })
    },
    showMessageBox: (first: object, second?: Box): Promise<{ response: number; checkboxChecked: boolean }> => {
      const box = second ?? (isBox(first) ? first : undefined)
      if (!box) throw new TypeError('message must be given')
      recorded.dialogs.push({ message: box.message, buttons: box.buttons ?? [] })
      return new Promise((resolve) => openDialogs.push((response) => resolve({ response, checkboxChecked: false })))
    },
    /** A person who takes what is offered. */
    showSaveDialog: async ({ defaultPath }: { defaultPath: string }) => ({ filePath: defaultPath, canceled: false }),
  },
  ['showMessageBox', 'showErrorBox', 'showSaveDialog'],
)

export const shell = strict(
  'Shell',
  {
    openExternal: async (url: string): Promise<void> => void recorded.openedExternally.push(url),
    showItemInFolder: (): void => {},
  },
  ['openExternal', 'showItemInFolder'],
)

/**
 * Not encryption: the same bytes in another order, so that a test can see that they went through here. STANDIN_KEYS is
 * Linux' key ring, `basic_text` for none, or `none` where nothing can be encrypted at all.
 */
const keys = process.env['STANDIN_KEYS'] ?? 'gnome_libsecret'
export const safeStorage = strict('SafeStorage', {
  isAsyncEncryptionAvailable: async (): Promise<boolean> => {
    standinApp.mustBe('after', 'safeStorage.isAsyncEncryptionAvailable()')
    return keys !== 'none'
  },
  getSelectedStorageBackend: (): string => (standinApp.isReady() ? keys : 'unknown'),
  encryptStringAsync: async (text: string): Promise<Buffer> => {
    if (keys === 'none') throw new Error('Error while encrypting the text provided to safeStorage.encryptStringAsync.')
    return Buffer.from(`standin:${Buffer.from(text).toString('base64')}`)
  },
  decryptStringAsync: async (bytes: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> => {
    const text = bytes.toString()
    if (keys === 'none' || !text.startsWith('standin:'))
      throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptStringAsync.')
    return { result: Buffer.from(text.slice('standin:'.length), 'base64').toString(), shouldReEncrypt: false }
  },
})

class StandinScreen extends EventEmitter {
  displays = monitors.map((bounds, id) => displayOf(id, bounds))

  getAllDisplays(): ReturnType<typeof displayOf>[] {
    standinApp.mustBe('after', 'screen.getAllDisplays()')
    return [...this.displays]
  }

  /** A monitor is plugged in or out. */
  plug(count: number): void {
    const before = this.displays.length
    this.displays = monitors.slice(0, count).map((bounds, id) => displayOf(id, bounds))
    this.emit(count < before ? 'display-removed' : 'display-added', new StandinEvent(), this.displays.at(-1))
  }
}

function displayOf(id: number, bounds: (typeof monitors)[number]) {
  // The system's bar takes 40 px off the first one.
  const bar = id === 0 ? 40 : 0
  return {
    id,
    label: id === 0 ? 'Desk' : 'Wall',
    bounds,
    workArea: { ...bounds, height: bounds.height - bar },
    scaleFactor: 1,
  }
}

export const standinScreen = new StandinScreen()
export const screen = strict('Screen', standinScreen)

class StandinTheme extends EventEmitter {
  shouldUseDarkColors = true
}
export const nativeTheme = strict('NativeTheme', new StandinTheme(), ['shouldUseDarkColors'])

class StandinPower extends EventEmitter {
  /** Seconds since somebody touched keyboard or mouse. */
  idle = 0

  getSystemIdleTime(): number {
    standinApp.mustBe('after', 'powerMonitor.getSystemIdleTime()')
    return this.idle
  }
}
export const standinPower = new StandinPower()
export const powerMonitor = strict('PowerMonitor', standinPower)
