import { linkOf } from './deepLink.ts'
import { bridgeName, type DesktopBridge } from './desktopBridge.ts'
import { type Desktop, type Host, type SyncDoor } from './Host.ts'

/** A port that main has not given by then will not come: the sync process is being started again. */
const patience = 10_000

/** The desktop app's host, where the preload has put its bridge into this window. */
export function createElectronHost(): Host | undefined {
  const bridge = bridgeOf(window)
  return (
    bridge && {
      kind: 'desktop',
      server: bridge.facts.server,
      openSync: () => openSync(bridge),
      openWindow: (path, at) => void bridge.call.openWindow({ path, ...(at && { at }) }),
      linkTo: linkOf,
      desktop: desktopOf(bridge),
    }
  )
}

function desktopOf({ facts, call, on }: DesktopBridge): Desktop {
  return {
    facts,
    // Copied: what the registry holds is reactive, and proxies cannot be sent.
    setActions: (actions) => void call.setActions({ actions: actions.map((action) => ({ ...action })) }),
    setSelected: (path) => void call.setSelected({ path }),
    chooseServer: (address) => call.chooseServer({ address }),
    onUpdate: (listener) => {
      void call.readUpdate({}).then(listener)
      return on.update(listener)
    },
    onFile: (listener) => {
      const take = (): void => void call.takeFile({}).then((file) => file && listener(file))
      take()
      return on.fileOpened(take)
    },
    installUpdate: () => void call.installUpdate({}),
    readLayouts: () => call.readLayouts({}),
    onLayouts: (listener) => on.layouts(({ names }) => listener(names)),
    keepLayout: (name) => call.keepLayout({ name }),
    useLayout: (name) => void call.useLayout({ name }),
    onAction: (listener) => on.action(({ id }) => listener(id)),
    onGo: (listener) => on.go(({ path }) => listener(path)),
  }
}

function openSync({ call, on }: DesktopBridge): SyncDoor {
  const nonce = crypto.randomUUID()
  let onGone = (): void => {}
  const port = new Promise<MessagePort>((resolve, reject) => {
    const timer = setTimeout(() => fail('The sync process gave no port.'), patience)
    const stopGone = on.syncGone(() => {
      stopGone()
      fail('The sync process ended.')
      onGone()
    })
    const stopWaiting = (): void => {
      window.removeEventListener('message', onMessage)
      clearTimeout(timer)
    }
    const fail = (problem: string): void => {
      stopWaiting()
      reject(new Error(problem))
    }
    const onMessage = (event: MessageEvent<unknown>): void => {
      const [first] = event.ports
      // Only what this very window's preload says, and only in answer to what was asked just now.
      if (event.source !== window || !first || !isPortMessage(event.data, nonce)) return
      stopWaiting()
      resolve(first)
    }
    window.addEventListener('message', onMessage)
    call.requestSync({ nonce }).catch((error: unknown) => {
      stopGone()
      fail(String(error))
    })
  })
  return {
    kind: 'port',
    port,
    onGone: (listener) => {
      onGone = listener
    },
  }
}

function isPortMessage(data: unknown, nonce: string): boolean {
  return typeof data === 'object' && data !== null && 'signalboxPort' in data && data.signalboxPort === nonce
}

function bridgeOf(page: object): DesktopBridge | undefined {
  // Its shape is the preload's, which is built together with this.
  return bridgeName in page ? (page[bridgeName] as DesktopBridge) : undefined
}
