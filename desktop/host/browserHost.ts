import { createBrowserPush } from './browserPush.ts'
import { type Host, type SyncDoor } from './Host.ts'

/**
 * A browser: one SharedWorker for all tabs where there is one, else the worker of a tab that leads, else (plain http away
 * from localhost has no Web Locks, without which nobody knows which tabs are gone) a worker for each tab.
 */
export function createBrowserHost(): Host {
  let dedicated: Worker | undefined
  return {
    kind: 'browser',
    server: location.host,
    openSync: ({ sharedName }) => {
      const hasLocks = 'locks' in navigator
      if (hasLocks && 'SharedWorker' in globalThis) return openShared(sharedName)
      dedicated ??= startDedicated()
      return hasLocks ? { kind: 'meeting' } : { kind: 'port', port: dedicated }
    },
    openWindow: (path) => {
      // Named after what it shows, so that the same ticket comes to the front instead of opening twice.
      window.open(path, `signalbox${path}`, 'popup,width=1080,height=920')?.focus()
    },
    linkTo: (path) => `${location.origin}${path}`,
    push: createBrowserPush(),
  }
}

function openShared(name: string): SyncDoor {
  // The address has to stand right here: that is how the build finds the worker.
  const worker = new SharedWorker(new URL('../sync/entries/sharedWorker.ts', import.meta.url), { type: 'module', name })
  return { kind: 'port', port: worker.port }
}

function startDedicated(): Worker {
  return new Worker(new URL('../sync/entries/dedicatedWorker.ts', import.meta.url), { type: 'module' })
}
