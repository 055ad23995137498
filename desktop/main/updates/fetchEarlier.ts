import { app, dialog } from 'electron'
import { type LogFile } from '../LogFile.ts'
import { createUpdater } from './createUpdater.ts'
import { type Updater } from './Updater.ts'

/**
 * The version that was installed last does not come up: the one before it is fetched, to be installed in its place. Nothing
 * of the rest of the app is needed for that. Undefined where it cannot be had.
 */
export async function fetchEarlier(version: string, log: LogFile): Promise<Updater | undefined> {
  await app.whenReady()
  const updater = await createUpdater(log)
  if (!updater) return undefined
  log.write('this version does not start: going back', { from: app.getVersion(), to: version })
  void dialog.showMessageBox({
    type: 'info',
    message: `Signalbox ${app.getVersion()} does not start on this machine.`,
    detail: `Version ${version} is fetched and started instead. This takes a minute.`,
    buttons: ['OK'],
  })
  try {
    await updater.fetchEarlier(version)
    return updater
  } catch (error) {
    log.write('the version before cannot be fetched', { error: String(error) })
    return undefined
  }
}
