import { app } from 'electron'
import electronUpdater, { type AppUpdater } from 'electron-updater'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { type LogFile } from '../LogFile.ts'
import { type Updater } from './Updater.ts'

/** electron-updater as this app uses it: it finds, fetches and checks (SHA-512), and runs the system's own installer. */
export class ElectronUpdater implements Updater {
  readonly #updater: AppUpdater
  readonly asksForPassword: boolean

  constructor(url: string | undefined, log: LogFile) {
    this.#updater = electronUpdater.autoUpdater
    this.asksForPassword = existsSync(path.join(process.resourcesPath, 'package-type'))
    this.#updater.logger = {
      info: () => {},
      warn: (message) => log.write('updates', { warning: String(message) }),
      error: (message) => log.write('updates', { error: String(message) }),
    }
    this.#updater.autoDownload = false
    if (url !== undefined) this.#updater.setFeedURL({ provider: 'generic', url })
  }

  async find(): Promise<string | undefined> {
    const found = await this.#updater.checkForUpdates()
    return found?.isUpdateAvailable === true ? found.updateInfo.version : undefined
  }

  async fetch(): Promise<void> {
    await this.#updater.downloadUpdate()
  }

  install(): void {
    this.#updater.once('error', () => {
      // Its reason is in the log. What is there starts again.
      app.relaunch()
      app.exit(0)
    })
    // Or the new one would find the old one running, and leave it at that.
    app.releaseSingleInstanceLock()
    this.#updater.quitAndInstall(true, true)
  }

  /** Each version has a list of its own beside that of the latest: for electron-updater that is a channel. */
  async fetchEarlier(version: string): Promise<void> {
    this.#updater.channel = version
    const found = await this.find()
    if (found !== version) throw new Error(`The version ${version} is not there any more.`)
    await this.fetch()
  }
}
