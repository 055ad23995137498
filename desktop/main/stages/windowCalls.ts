import { portChannel } from '../../host/desktopBridge.ts'
import { type CallHandlers } from '../calls.ts'
import { type AppMenu } from '../menu/AppMenu.ts'
import { type ServerKeeper } from '../secrets/ServerKeeper.ts'
import { type OpenedFile } from '../OpenedFile.ts'
import { readServerAddress } from '../serverAddress.ts'
import { type SyncKeeper } from '../sync/SyncKeeper.ts'
import { type Updates } from '../updates/Updates.ts'
import { type LayoutKeeper } from '../windows/LayoutKeeper.ts'
import { type Windows } from '../windows/Windows.ts'
import { type SayProblem } from './createSayProblem.ts'

export interface WindowCallsOptions {
  windows: Windows
  layouts: LayoutKeeper
  menu: AppMenu
  updates: Updates
  sync: SyncKeeper
  servers: ServerKeeper
  opened: OpenedFile
  problem: SayProblem
  /** The one that is spoken to now. */
  server: () => string
  onServer: (server: string) => void
}

/** What windows may ask for. */
export function windowCalls(options: WindowCallsOptions): CallHandlers {
  const { windows, layouts, menu, updates, sync, opened, problem } = options
  return {
    requestSync: async ({ nonce }, sender) => {
      const port = await sync.connect()
      // It may have been closed meanwhile: then nobody gets the port.
      if (sender.isDestroyed() || !windows.of(sender)) port.close()
      else sender.postMessage(portChannel, { nonce }, [port])
    },
    openWindow: ({ path: view, at }) => windows.open(view, at),
    setActions: ({ actions }, sender) => {
      const window = windows.of(sender)
      if (!window) return
      menu.setActions(window, actions)
      windows.onListening(window)
    },
    setSelected: ({ path: view }, sender) => {
      const window = windows.of(sender)
      if (window) windows.onSelected(window, view)
    },
    readLayouts: () => layouts.names,
    keepLayout: ({ name }) => {
      layouts.saveAs(name.trim())
      menu.show()
    },
    useLayout: ({ name }) => layouts.use(name),
    takeFile: async () => {
      try {
        return await opened.take()
      } catch (error) {
        void problem('This file cannot be imported.')(error)
        return null
      }
    },
    readUpdate: () => ({ version: updates.ready ?? null }),
    installUpdate: () => updates.installNow(),
    chooseServer: ({ address }) => chooseServer(options, address),
  }
}

async function chooseServer({ sync, servers, server, onServer }: WindowCallsOptions, address: string) {
  const choice = readServerAddress(address)
  if ('problem' in choice) return choice
  // Also where it is the same: it may be the one of this run only, or could not be read.
  if (choice.chosen !== servers.chosen) await servers.keep(choice.chosen)
  if (choice.chosen === server()) return choice
  onServer(choice.chosen)
  await sync.move(choice.chosen)
  return choice
}
