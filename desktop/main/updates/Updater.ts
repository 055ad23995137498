/** How versions get onto this machine. */
export interface Updater {
  /** Packages of Linux are installed with a password of the system's. */
  readonly asksForPassword: boolean
  /** The version that is there to be taken; whether this machine's turn has come (`stagingPercentage`) included. */
  find(): Promise<string | undefined>
  /** What was found last lies on disk and is what its publisher has put there. From then on quitting installs it. */
  fetch(): Promise<void>
  /** The same for a version before this one. */
  fetchEarlier(version: string): Promise<void>
  /** What was fetched, in silence, and started afterwards. Everything else of the app has ended. */
  install(): void
}
