import { v7 } from 'uuid'
import { ownerLockName, storageNameOf } from '../../link/homeNames.ts'
import { linkVersion, type Home } from '../../link/messages.ts'
import { createMemoryCredentials } from '../credentials.ts'
import { createMemoryStore } from '../memoryStore.ts'
import { type CredentialStore, type Log } from '../ports.ts'
import { type ReplicaStore } from '../replicaStore.ts'
import { SyncClient } from '../SyncClient.ts'
import { adoptCommands } from './adoptCommands.ts'
import { browserLog } from './browserLog.ts'
import { createBrowserCredentials } from './browserCredentials.ts'
import { openBrowserStorage } from './browserStorage.ts'
import { createFetchHttp } from './fetchHttp.ts'
import { createMqttTransport } from './mqttTransport.ts'
import { systemClock } from './systemClock.ts'
import { windowLock } from './windowLock.ts'

/** A sync client in a worker of this origin, begun. `tab`: one for each tab, which must not share what is kept. */
export async function startBrowserClient(home: Home): Promise<SyncClient> {
  const { origin } = self.location
  const log = browserLog
  const kept = home === 'tab' ? undefined : await openKept(log)
  const { store, credentials } = kept ?? inMemory()
  const client = new SyncClient({
    clock: systemClock,
    http: createFetchHttp(origin),
    mqtt: createMqttTransport({ url: `${origin.replace(/^http/, 'ws')}/mqtt`, clientId: `signalbox-${v7()}` }),
    store,
    credentials,
    log,
    home,
    newId: () => v7(),
    ...(home === 'tab' ? {} : { watchWindow: windowLock }),
  })
  await client.start()
  return client
}

interface Kept {
  store: ReplicaStore
  credentials: CredentialStore
}

function inMemory(): Kept {
  return { store: createMemoryStore((value) => structuredClone(value)), credentials: createMemoryCredentials() }
}

async function openKept(log: Log): Promise<Kept | undefined> {
  try {
    const name = storageNameOf(linkVersion)
    void navigator.locks.request(ownerLockName(name), () => new Promise<never>(() => {}))
    const [store, credentials] = await Promise.all([
      openBrowserStorage({ name, log }),
      createBrowserCredentials('signalbox-session'),
    ])
    const older = Array.from({ length: linkVersion - 1 }, (_, index) => storageNameOf(index + 1))
    await adoptCommands(older, store, log).catch((error: unknown) => {
      log.error('what an older console left could not be taken over', { error: String(error) })
    })
    return { store, credentials }
  } catch (error) {
    log.error('this browser keeps nothing for us: what waits ends with the last tab', { error: String(error) })
    return undefined
  }
}
