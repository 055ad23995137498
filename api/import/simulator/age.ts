import { type SimulatorState } from './SimulatorState.ts'

/** Seconds since then. */
export function age(state: SimulatorState, since: string): number {
  return (state.now.getTime() - Date.parse(since)) / 1000
}
