import { type ElectronApplication } from 'playwright-core'
// Not inline: what is left of such an import would start a stand-in in the test's own process.
import type { Deeds } from '../electron/control.ts'

type RealDeeds = {
  [Name in keyof Deeds]?: (
    app: ElectronApplication,
    ...args: Parameters<Deeds[Name]>
  ) => Promise<ReturnType<Deeds[Name]>>
}

/**
 * What a test can do to the app in the real Electron, from within its main process. What is not here only the stand-in
 * can: pretended monitors, and looking at or clicking on trays, dialogs and notifications, which the system draws.
 */
export const realDeeds: RealDeeds = {
  windows: (app) =>
    app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .toSorted((a, b) => a.id - b.id)
        .map((window) => ({
          id: window.id,
          url: window.webContents.getURL(),
          bounds: window.getBounds(),
          focused: window.isFocused(),
          visible: window.isVisible(),
          fullScreen: window.isFullScreen(),
        })),
    ),
  chooseInMenu: (app, id) =>
    app.evaluate(({ Menu }, item) => {
      const found = Menu.getApplicationMenu()?.getMenuItemById(item)
      if (!found?.enabled) throw new Error(`nothing to choose: ${item}`)
      found.click()
    }, id),
  close: (app, id) => app.evaluate(({ BrowserWindow }, window) => BrowserWindow.fromId(window)?.close(), id),
  move: (app, id, bounds) =>
    app.evaluate(({ BrowserWindow }, to) => BrowserWindow.fromId(to.id)?.setBounds(to.bounds), { id, bounds }),
  syncProcesses: (app) => app.evaluate(syncProcesses),
  killSync: async (app) => {
    for (const pid of await app.evaluate(syncProcesses)) process.kill(pid, 'SIGKILL')
  },
  resume: (app) => app.evaluate(({ powerMonitor }) => void powerMonitor.emit('resume')),
  startAgain: (app, ...argv) =>
    app.evaluate(({ app: electron }, given) => void electron.emit('second-instance', {}, given, process.cwd()), argv),
  openFile: (app, file) =>
    app.evaluate(
      ({ app: electron }, path) => void electron.emit('open-file', { preventDefault: () => {} }, path),
      file,
    ),
  openUrl: (app, url) =>
    app.evaluate(({ app: electron }, link) => void electron.emit('open-url', { preventDefault: () => {} }, link), url),
}

/** Runs in the app. */
function syncProcesses({ app }: typeof Electron.CrossProcessExports): number[] {
  return app
    .getAppMetrics()
    .filter(({ name }) => name === 'Signalbox sync')
    .map(({ pid }) => pid)
}
