import { windowLockName } from '../../link/homeNames.ts'

/** Calls back once the window is gone; gives back how to stop. */
export function windowLock(windowId: string, onGone: () => void): () => void {
  const stop = new AbortController()
  navigator.locks.request(windowLockName(windowId), { signal: stop.signal }, () => onGone()).catch(() => {})
  return () => stop.abort()
}
