import { app, powerMonitor } from 'electron'
import path from 'node:path'
import { type AppStart } from '../AppStart.ts'
import { type Secrets } from '../secrets/Secrets.ts'
import { SyncKeeper } from '../sync/SyncKeeper.ts'
import { SyncWatch, type SyncWatchOptions } from '../sync/SyncWatch.ts'

export interface OpenSyncOptions extends Omit<SyncWatchOptions, 'keeper'> {
  start: AppStart
  /** The folder of what was built. */
  built: string
  secrets: Secrets
  /** The sync process ended, and every port to it with it. */
  onGone: () => void
}

/** The sync process' keeper, and main's own port to it, which is opened anew with each of its starts. */
export function openSync({ start, built, secrets, onGone, ...watching }: OpenSyncOptions): {
  sync: SyncKeeper
  watch: SyncWatch
} {
  const { data, log } = start
  const sync = new SyncKeeper({
    entry: path.join(built, 'sync/nodeProcess.js'),
    dataFolder: path.join(data, 'servers'),
    version: app.getVersion(),
    secrets,
    log,
    onStarted: () =>
      void watch.begin().catch((error: unknown) => log.write('no port to the sync process', { error: String(error) })),
    onGone,
  })
  const watch = new SyncWatch({ keeper: sync, ...watching })
  powerMonitor.on('resume', () => void watch.wake().catch(() => {}))
  return { sync, watch }
}
