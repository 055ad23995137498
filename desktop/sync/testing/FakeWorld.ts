import { type SessionUser } from '../../../api/contract/session.ts'
import { portPair } from '../../link/portPair.ts'
import { type Port } from '../../link/port.ts'
import { createMemoryCredentials } from '../credentials.ts'
import { createMemoryStore } from '../memoryStore.ts'
import { type SyncPorts } from '../ports.ts'
import { SyncClient } from '../SyncClient.ts'
import { FakeClock, settle } from './FakeClock.ts'
import { FakeNetwork } from './FakeNetwork.ts'
import { testId } from './ids.ts'
import { collectingLog } from './logs.ts'
import { TestWindow } from './TestWindow.ts'

export const technician: SessionUser = {
  id: testId(1),
  email: 'tim@test.local',
  name: 'Tim',
  role: 'technician',
  technicianId: testId(900),
}

/** A whole sync client, its clock, network and disk in the hands of a test. */
export class FakeWorld {
  readonly clock = new FakeClock()
  readonly network: FakeNetwork
  readonly log = collectingLog()
  readonly store = createMemoryStore(structuredClone)
  readonly credentials = createMemoryCredentials()
  /** Windows whose death is watched, by their id. */
  readonly watched = new Map<string, () => void>()
  client: SyncClient
  #ids = 100_000

  constructor(user: SessionUser = technician, changed: Partial<SyncPorts> = {}) {
    this.network = new FakeNetwork(user)
    this.network.server.now = this.clock.now
    this.client = this.#newClient(changed)
  }

  #newClient(changed: Partial<SyncPorts> = {}): SyncClient {
    return new SyncClient({
      clock: this.clock,
      http: this.network.http,
      mqtt: this.network.mqtt,
      store: this.store,
      credentials: this.credentials,
      log: this.log,
      home: 'shared',
      newId: () => testId(++this.#ids),
      watchWindow: (windowId, onGone) => {
        this.watched.set(windowId, onGone)
        return () => void this.watched.delete(windowId)
      },
      ...changed,
    })
  }

  /** The same machine with a new process. */
  async restart(changed: Partial<SyncPorts> = {}): Promise<void> {
    await this.client.close()
    this.client = this.#newClient(changed)
    await this.client.start()
  }

  port(): Port {
    const [mine, theirs] = portPair({ clone: structuredClone, defer: queueMicrotask })
    this.client.attach(theirs)
    return mine
  }

  async window(): Promise<TestWindow> {
    const opening = TestWindow.open(this.port(), () => () => {})
    const window = await opening
    await this.clock.advance(1)
    return window
  }

  /** A window on a client that is signed in and live. */
  async live(): Promise<TestWindow> {
    await this.client.start()
    const window = await this.window()
    await window.caller.call('signIn', { email: 'tim@test.local', password: 'p' })
    await this.clock.advance(1)
    if (window.status.phase !== 'live') throw new Error(`not live: ${JSON.stringify(window.status)}`)
    return window
  }

  /** What the server sent arrives, and is told. */
  async deliver(): Promise<void> {
    this.network.deliver()
    await this.clock.advance(1)
  }

  async close(): Promise<void> {
    await this.client.close()
    await settle()
    if (this.clock.running > 0) throw new Error(`${this.clock.running} timers are left running`)
  }
}
