import { standinApp } from './appPart.ts'
import { recorded } from './recorded.ts'
import { strict } from './touched.ts'

const hotkeys = new Map<string, () => void>()

/** Keys that work while another program has the focus. */
export const globalShortcut = strict(
  'GlobalShortcut',
  {
    register: (accelerator: string, run: () => void): boolean => {
      standinApp.mustBe('after', 'globalShortcut.register()')
      if (hotkeys.has(accelerator)) return false
      hotkeys.set(accelerator, run)
      return true
    },
    unregister: (accelerator: string): void => void hotkeys.delete(accelerator),
  },
  ['register', 'unregister'],
)

export function pressHotkey(accelerator: string): void {
  const run = hotkeys.get(accelerator)
  if (!run) throw new Error(`nobody has the key ${accelerator}`)
  run()
}

let next = 1

export const powerSaveBlocker = strict(
  'PowerSaveBlocker',
  {
    start: (kind: string): number => {
      recorded.keptAwake.push({ id: next, kind })
      return next++
    },
    stop: (id: number): boolean => {
      const index = recorded.keptAwake.findIndex((each) => each.id === id)
      if (index >= 0) recorded.keptAwake.splice(index, 1)
      return index >= 0
    },
  },
  ['start', 'stop'],
)
