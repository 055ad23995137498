import { type Clock } from './ports.ts'

const lookEvery = 10_000
/** Timers of a busy or throttled process are seconds late; sleep is longer. */
const sleptAfter = 15_000

/** Calls back when this machine slept, or its clock was set: time has passed that no timer has seen. Gives back how to stop. */
export function watchSleep(clock: Clock, onWake: () => void): () => void {
  let stop: () => void
  const look = (): void => {
    const before = clock.now()
    stop = clock.after(lookEvery, () => {
      const late = clock.now() - before - lookEvery
      look()
      if (Math.abs(late) > sleptAfter) onWake()
    })
  }
  look()
  return () => stop()
}
