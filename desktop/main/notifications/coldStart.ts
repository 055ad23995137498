import { app, Notification as SystemNotification } from 'electron'
import { isRecord } from '../../link/wire.ts'

export interface ColdStartOptions {
  platform: string
  /** It was shown in this run: its own listeners do what is to be done. */
  isOfThisRun: (text: string) => boolean
  onClicked: (text: string) => void
}

/**
 * A notification of a former run was clicked, which may be what started the app: all that is left of it is its id. Linux
 * keeps none over a run.
 */
export function onColdClicks({ platform, isOfThisRun, onClicked }: ColdStartOptions): void {
  if (platform === 'win32') {
    SystemNotification.handleActivation(({ arguments: text }) => {
      if (!isOfThisRun(text)) onClicked(text)
    })
  }
  if (platform === 'darwin') {
    app.once('ready', (_event, launchInfo) => {
      const id: unknown = isRecord(launchInfo) ? launchInfo.identifier : undefined
      if (typeof id === 'string') onClicked(id)
    })
  }
}
