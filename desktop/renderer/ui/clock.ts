import { onScopeDispose, readonly, shallowRef, type ShallowRef } from 'vue'

/**
 * The time on screen, one clock for the window: in steps, so that what shows minutes is drawn anew four times a minute and
 * not sixty. It is the server's time: this machine's clock may be minutes off.
 */
const steps = { second: 1_000, minute: 15_000 } as const
export type ClockStep = keyof typeof steps

interface Ticker {
  now: ShallowRef<number>
  users: number
  timer: ReturnType<typeof setInterval> | undefined
}

let offset = 0
const tickers: Record<ClockStep, Ticker> = { second: newTicker(), minute: newTicker() }

function newTicker(): Ticker {
  return { now: shallowRef(Date.now()), users: 0, timer: undefined }
}

/** Server time minus this machine's, ms. */
export function setClockOffset(ms: number): void {
  // Smaller differences are the network's, and would only make every time on screen flicker.
  if (Math.abs(ms - offset) < 500) return
  offset = ms
  for (const { now } of Object.values(tickers)) now.value = serverNow()
}

export function serverNow(): number {
  return Date.now() + offset
}

/** Runs as long as somebody looks. */
export function useNow(step: ClockStep): Readonly<ShallowRef<number>> {
  const ticker = tickers[step]
  const tick = (): void => {
    ticker.now.value = serverNow()
  }
  if (ticker.users++ === 0) {
    tick()
    ticker.timer = setInterval(tick, steps[step])
  }
  onScopeDispose(() => {
    if (--ticker.users === 0) clearInterval(ticker.timer)
  })
  return readonly(ticker.now)
}
