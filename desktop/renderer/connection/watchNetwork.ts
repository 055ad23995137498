import { type SyncLink } from './SyncLink.ts'

/** Tells the sync client what only a window sees: that someone looks again, that the network came or went. */
export function watchNetwork(link: SyncLink): void {
  const quietly = (call: Promise<void>): void => void call.catch(() => {})
  const onLook = (): void => {
    if (document.visibilityState === 'visible') quietly(link.call('wake', { reason: 'focus' }))
  }
  // Of several windows the one that is looked at shows what is new.
  if (document.hasFocus()) onLook()
  document.addEventListener('visibilitychange', onLook)
  window.addEventListener('focus', onLook)
  window.addEventListener('online', () => quietly(link.call('wake', { reason: 'online' })))
  window.addEventListener('offline', () => quietly(link.call('networkLost')))
}
