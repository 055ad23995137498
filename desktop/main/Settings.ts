import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'
import { readIfThere, writeWhole } from './files.ts'
import { layoutSchema } from './windows/layout.ts'

const settingsSchema = Type.Object({
  /** In plain text only where this machine can encrypt nothing: else ServerKeeper has it. */
  server: Type.Optional(Type.String()),
  closeToTray: Type.Boolean(),
  /** Closing the last window leaves the app in the tray; that is explained once. */
  trayExplained: Type.Boolean(),
  openAtLogin: Type.Boolean(),
  /** At login only the tray, no window. */
  openHidden: Type.Boolean(),
  /** What is new is shown by the system; otherwise in a window. */
  systemNotifications: Type.Boolean(),
  spellcheck: Type.Boolean(),
  /** Brings the palette forward from wherever one is; empty for none. As Electron spells keys. */
  hotkey: Type.String({ maxLength: 60 }),
  /** Which windows were open where, for each set of monitors. */
  lastLayouts: Type.Record(Type.String(), layoutSchema),
  /** Those that people have named, for each set of monitors. */
  namedLayouts: Type.Record(Type.String(), Type.Record(Type.String(), layoutSchema)),
})
export type SettingsData = Static<typeof settingsSchema>

export const defaultSettings: SettingsData = {
  closeToTray: true,
  trayExplained: false,
  openAtLogin: false,
  openHidden: true,
  systemNotifications: true,
  spellcheck: true,
  hotkey: 'CommandOrControl+Shift+Space',
  lastLayouts: {},
  namedLayouts: {},
}

/** What this app remembers of this machine, in one small file. One that cannot be read is as none. */
export class Settings {
  readonly #file: string
  #data: SettingsData

  constructor(file: string) {
    this.#file = file
    this.#data = readSettings(readIfThere(file))
  }

  get data(): Readonly<SettingsData> {
    return this.#data
  }

  change(more: Partial<SettingsData>): void {
    this.#data = { ...this.#data, ...more }
    writeWhole(this.#file, JSON.stringify(this.#data, undefined, 2))
  }
}

export function readSettings(text: string | undefined): SettingsData {
  if (text === undefined) return defaultSettings
  try {
    const data: unknown = { ...defaultSettings, ...JSON.parse(text) }
    return Value.Check(settingsSchema, data) ? data : defaultSettings
  } catch {
    return defaultSettings
  }
}
