import { screen, type Display } from 'electron'
import { monitorsKey } from './layout.ts'

/** Those that are plugged in now. */
export function monitors(): Display[] {
  return screen.getAllDisplays()
}

/** This set of monitors, by a name. */
export function currentMonitors(): string {
  return monitorsKey(monitors())
}
