import { parseArgs } from 'node:util'
import { StartupError } from '../db/StartupError.ts'

export type FirstDay = 'demo' | 'empty'

/** How `npm run serve` and `npm start` were called. */
export interface StartOptions {
  /** `serve` is the server alone: it never builds, asks or loads anything. */
  mode: 'serve' | 'start'
  /** What a first start begins with, where the caller says. */
  firstDay: FirstDay | undefined
  /** Whether a demo day is played on. */
  simulator: boolean
}

/** @throws {StartupError} with one sentence where a flag is not known, or two contradict each other. */
export function readStartOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): StartOptions {
  const [mode, ...flags] = args
  if (mode === 'serve') {
    if (flags.length > 0) throw new StartupError(`npm run serve takes no flags, not ${flags.join(' ')}.`)
    return { mode, firstDay: undefined, simulator: false }
  }
  if (mode !== 'start') throw new StartupError('Use npm start, or npm run serve for the server alone.')
  const { demo, empty, quiet } = parse(flags)
  if (demo && empty) throw new StartupError('--demo and --empty contradict each other: give one of them.')
  const firstDay = demo ? 'demo' : empty ? 'empty' : undefined
  return { mode, firstDay, simulator: simulatorIn(env) && !quiet }
}

function parse(flags: readonly string[]): { demo?: boolean; empty?: boolean; quiet?: boolean } {
  const flag = { type: 'boolean' } as const
  try {
    return parseArgs({ args: [...flags], options: { demo: flag, empty: flag, quiet: flag } }).values
  } catch (error) {
    const what = error instanceof Error ? error.message.split('. ')[0] : String(error)
    throw new StartupError(`${what}. npm start knows --demo, --empty and --quiet (after --).`)
  }
}

function simulatorIn(env: Readonly<Record<string, string | undefined>>): boolean {
  const value = env['SIGNALBOX_SIMULATOR'] || 'on'
  if (value === 'on' || value === 'off') return value === 'on'
  throw new StartupError(`SIGNALBOX_SIMULATOR=${JSON.stringify(value)}: it must be on or off.`)
}
