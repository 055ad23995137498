import { dialog, type BrowserWindow } from 'electron'

type Log = (message: string, details?: Record<string, unknown>) => void

/** A window whose page crashed or hangs says so, and is loaded again where one wants that. */
export function offerReload(window: BrowserWindow, log: Log): void {
  let asking: AbortController | undefined

  async function ask(message: string, detail: string, onWait?: () => void): Promise<void> {
    if (asking || window.isDestroyed()) return
    asking = new AbortController()
    const answer = await dialog.showMessageBox(window, {
      type: 'warning',
      message,
      detail,
      buttons: ['Reload', onWait ? 'Wait' : 'Close the window'],
      defaultId: 0,
      cancelId: 1,
      noLink: true,
      signal: asking.signal,
    })
    const isMoot = asking.signal.aborted
    asking = undefined
    if (isMoot || window.isDestroyed()) return
    if (answer.response === 0) window.webContents.reload()
    else if (onWait) onWait()
    else window.destroy()
  }

  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return
    log('a window crashed', { reason, exitCode })
    void ask('This window has stopped.', 'What you typed was kept. The other windows go on.')
  })
  window.webContents.on('unresponsive', () => {
    log('a window hangs')
    void ask('This window does not answer.', 'It may be busy. What you typed was kept.', () => {})
  })
  window.webContents.on('responsive', () => asking?.abort())
}
