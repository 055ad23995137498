import { serveWindows } from '../../link/channelPort.ts'
import { leaderLockName, meetingName } from '../../link/homeNames.ts'
import { domChannel, domPort } from '../../link/portAdaptors.ts'
import { startBrowserClient } from './browserClient.ts'

/**
 * Where there is no SharedWorker each tab starts one of these. The one that gets the lock leads: it alone has a
 * connection, and the windows of all tabs find it over BroadcastChannel. When its tab ends the browser hands the lock to
 * the next, which goes on with what is on disk. Without Web Locks (plain http away from localhost) nobody can lead, and
 * each serves its own tab, which is said in the status.
 */
declare const self: DedicatedWorkerGlobalScope

async function lead(): Promise<never> {
  const client = await startBrowserClient('leader')
  serveWindows({
    open: (name) => domChannel(new BroadcastChannel(name)),
    name: meetingName,
    leaderId: crypto.randomUUID(),
    onPort: (port) => client.attach(port),
  })
  return new Promise<never>(() => {})
}

async function serveOwnTab(): Promise<void> {
  const window = domPort(self)
  const client = await startBrowserClient('tab')
  client.attach(window)
}

if ('locks' in navigator) void navigator.locks.request(leaderLockName, lead)
else void serveOwnTab()
