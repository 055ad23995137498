import { app } from 'electron'
import { type AppStart } from '../AppStart.ts'
import { longEnough } from '../CrashCount.ts'
import { type SyncKeeper } from '../sync/SyncKeeper.ts'
import { type TrayKeeper } from '../tray/TrayKeeper.ts'
import { type Updates } from '../updates/Updates.ts'
import { type LayoutKeeper } from '../windows/LayoutKeeper.ts'

export interface EndOptions {
  start: AppStart
  sync: SyncKeeper
  layouts: LayoutKeeper
  updates: Updates
  tray: TrayKeeper
  /** Windows are closed from here on because the app ends. */
  onEnding: () => void
}

/** What is done when the app ends, in the reverse order of its start. A run that lasts has gone well, too. */
export function endWithApp({ start, sync, layouts, updates, tray, onEnding }: EndOptions): void {
  const lasting = setTimeout(wentWell, longEnough)
  app.on('window-all-closed', () => {
    // Seen to by whoever keeps the windows; listening keeps Electron from quitting by itself.
  })
  app.on('before-quit', () => {
    onEnding()
    layouts.close()
  })
  app.once('will-quit', (event) => {
    event.preventDefault()
    clearTimeout(lasting)
    updates.close()
    tray.close()
    void end()
  })

  /** What is not on disk yet is brought there first. */
  async function end(): Promise<void> {
    await sync.stop()
    wentWell()
    updates.onEnding()
    if (updates.isInstalling) updates.install()
    else app.exit(0)
  }

  function wentWell(): void {
    start.crashes.endedWell()
    start.versions.wentWell(app.getVersion())
  }
}
