import { app } from 'electron'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { type LogFile } from '../LogFile.ts'
import { feedOf } from './feedOf.ts'
import { type Updater } from './Updater.ts'

/** Undefined where nothing is to be updated: not packed, or nobody has said from where. */
export async function createUpdater(log: LogFile): Promise<Updater | undefined> {
  const feed = feedOf(process.env['SIGNALBOX_UPDATE_URL'])
  if (feed && 'problem' in feed) {
    log.write(feed.problem)
    return undefined
  }
  if (!app.isPackaged) return undefined
  const isPackedWithOne = existsSync(path.join(process.resourcesPath, 'app-update.yml'))
  if (!feed && !isPackedWithOne) return undefined
  try {
    // Half a megabyte, and nothing of it is loaded where nothing is to be updated.
    const { ElectronUpdater } = await import('./ElectronUpdater.ts')
    return new ElectronUpdater(feed?.url, log)
  } catch (error) {
    log.write('nothing can be updated', { error: String(error) })
    return undefined
  }
}
