/**
 * The app's first file, and as little as can be: whatever fails after it is counted, and a version that was installed
 * last and does not come up three times in a row gives way to the one before it.
 */
import { app, dialog } from 'electron'
import path from 'node:path'
import { type AppStart } from './AppStart.ts'
import { CrashCount } from './CrashCount.ts'
import { LogFile } from './LogFile.ts'
import { VersionRecord } from './updates/VersionRecord.ts'

/** Among the arguments: there is nothing to go back to, and the app is to run as it is. */
const stay = '--stay'

// 1. One instance: a second start hands its arguments over and ends.
if (app.requestSingleInstanceLock()) await begin()
else app.quit()

async function begin(): Promise<void> {
  const data = app.getPath('userData')
  const log = new LogFile(path.join(data, 'logs'))
  const crashes = new CrashCount(path.join(data, 'crashes'))
  const versions = new VersionRecord(path.join(data, 'versions.json'))
  const start: AppStart = { data, log, crashes, versions }
  const before = versions.start(app.getVersion(), crashes.before)
  if (before === undefined || process.argv.includes(stay)) await runMain(start)
  // Not awaited: Electron becomes ready when this file has ended.
  else void runEarlier(start, before)
}

async function runEarlier({ log, crashes }: AppStart, before: string): Promise<void> {
  const { fetchEarlier } = await import('./updates/fetchEarlier.ts')
  const updater = await fetchEarlier(before, log)
  crashes.endedWell()
  if (updater) return updater.install()
  // What has to be said before Electron is ready can be said only by another start.
  app.relaunch({ args: [...process.argv.slice(1), stay] })
  app.exit(0)
}

/** What is wrong with the rest of the app is wrong from here on: it is written down, and the app ends. */
async function runMain(start: AppStart): Promise<void> {
  try {
    const { run } = await import('./main.ts')
    void run(start).catch((error: unknown) => fail(start, error))
  } catch (error) {
    fail(start, error)
  }
}

function fail({ log }: AppStart, error: unknown): void {
  log.write('the app cannot run', { error: error instanceof Error ? String(error.stack) : String(error) })
  dialog.showErrorBox('Signalbox cannot run', `${String(error)}\n\nMore is in ${log.file}`)
  app.exit(1)
}
