import { screen } from 'electron'
import { type Settings, type SettingsData } from '../Settings.ts'
import { type Layout } from './layout.ts'
import { currentMonitors } from './monitors.ts'
import { type Windows } from './Windows.ts'

/** Moving a window says so for each pixel. */
const settleTime = 500

/** Keeps where the windows are, for each set of monitors, and brings them back. */
export class LayoutKeeper {
  readonly #settings: Settings
  readonly #windows: Windows
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(settings: Settings, windows: Windows) {
    this.#settings = settings
    this.#windows = windows
  }

  /** The windows as they were the last time with these monitors; with others, as they were the last time at all. */
  open(): void {
    const { lastLayouts } = this.#settings.data
    const layout = lastLayouts[currentMonitors()] ?? Object.values(lastLayouts).at(-1) ?? []
    if (layout.length === 0) this.#windows.open()
    else this.#windows.apply(layout)
  }

  watchMonitors(): void {
    const onChanged = (): void => {
      this.#windows.onMonitorsChanged(this.#settings.data.lastLayouts[currentMonitors()])
      this.changed()
    }
    screen.on('display-added', onChanged)
    screen.on('display-removed', onChanged)
    screen.on('display-metrics-changed', onChanged)
  }

  changed(): void {
    clearTimeout(this.#timer)
    if (!this.#closed) this.#timer = setTimeout(() => this.save(), settleTime)
  }

  /** None open leaves what was: the last window was closed into the tray, and is to come back. */
  save(): void {
    clearTimeout(this.#timer)
    const layout = this.#windows.layout()
    if (this.#closed || layout.length === 0) return
    const { [currentMonitors()]: _, ...others } = this.#settings.data.lastLayouts
    this.#settings.change({ lastLayouts: { ...others, [currentMonitors()]: layout } })
  }

  /** Before the windows are closed one by one because the app ends. */
  close(): void {
    this.save()
    this.#closed = true
  }

  get names(): string[] {
    return [...new Set(Object.values(this.#settings.data.namedLayouts).flatMap((named) => Object.keys(named)))]
  }

  saveAs(name: string): void {
    const { namedLayouts } = this.#settings.data
    const named = { ...this.#named, [name]: this.#windows.layout() }
    this.#setNamed({ ...namedLayouts, [currentMonitors()]: named })
  }

  /** As it was kept for these monitors; where it never was, as for others, brought on screen. */
  use(name: string): void {
    const others = Object.values(this.#settings.data.namedLayouts).toReversed()
    const layout = this.#named[name] ?? others.find((named) => named[name])?.[name]
    if (layout && layout.length > 0) this.#windows.apply(layout)
  }

  /** For every set of monitors. */
  forget(name: string): void {
    const sets = Object.entries(this.#settings.data.namedLayouts)
    const namedLayouts = sets.map(([monitors, named]) => {
      const { [name]: _, ...rest } = named
      return [monitors, rest] as const
    })
    this.#setNamed(Object.fromEntries(namedLayouts))
  }

  #setNamed(namedLayouts: SettingsData['namedLayouts']): void {
    this.#settings.change({ namedLayouts })
    this.#windows.tellAll('layouts', { names: this.names })
  }

  get #named(): Record<string, Layout> {
    return this.#settings.data.namedLayouts[currentMonitors()] ?? {}
  }
}
