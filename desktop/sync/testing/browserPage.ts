import { reachLeader } from '../../link/channelPort.ts'
import { meetingName, sharedWorkerName, ownerLockName, storageNameOf, windowLockName } from '../../link/homeNames.ts'
import { linkVersion } from '../../link/messages.ts'
import { type Port } from '../../link/port.ts'
import { domChannel, domPort } from '../../link/portAdaptors.ts'
import { adoptCommands } from '../entries/adoptCommands.ts'
import { databaseName, openBrowserStorage } from '../entries/browserStorage.ts'
import { collectingLog } from './logs.ts'
import { storeCases, storedCommand, storedRow, meta } from './storeConformance.ts'
import { TestWindow } from './TestWindow.ts'

/** What the browser tests call in a page: windows without a screen, and the store's suite. */
export interface BrowserPage {
  open(home: 'shared' | 'leader' | 'tab'): Promise<void>
  window(): TestWindow
  /** How often this window has found a client. */
  joins(): number
  /** How many rows are on disk. */
  storedRows(): Promise<number>
  /** Leaves a command in a store of an older version, takes it over, and says what is where; `running`: that version still runs. */
  adopted(running: boolean): Promise<{ taken: number; left: boolean }>
  /** The names of the cases that failed, with why. */
  storeFailures(): Promise<string[]>
  /** Milliseconds to write, to open and to read so many rows. */
  storeSpeed(rows: number): Promise<{ write: number; append: number; read: number }>
}

let current: TestWindow | undefined
let joins = 0

function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

async function portTo(home: 'shared' | 'leader' | 'tab'): Promise<Port> {
  if (home === 'shared') {
    // In one expression: vite finds workers by this pattern, and makes a data: URL of anything else.
    const worker = new SharedWorker(new URL('../entries/sharedWorker.ts', import.meta.url), {
      type: 'module',
      name: sharedWorkerName,
    })
    return domPort(worker.port)
  }
  const worker = new Worker(new URL('../entries/dedicatedWorker.ts', import.meta.url), { type: 'module' })
  if (home === 'tab') return domPort(worker)
  return reach()
}

const openChannel = (name: string) => domChannel(new BroadcastChannel(name))

function reach(): Promise<Port> {
  return reachLeader({ open: openChannel, name: meetingName, portId: crypto.randomUUID(), after })
}

function holdLock(windowId: string): Promise<void> {
  if (!('locks' in navigator)) return Promise.resolve()
  return new Promise((held) => {
    void navigator.locks.request(windowLockName(windowId), () => {
      held()
      return new Promise<never>(() => {})
    })
  })
}

let names = 0
const freshStore = () => {
  const name = `test-${Date.now()}-${names++}`
  return () => openBrowserStorage({ name, log: collectingLog() })
}

const page: BrowserPage = {
  async open(home) {
    const windowId = crypto.randomUUID?.() ?? String(Math.random())
    await holdLock(windowId)
    const join = async (port: Port): Promise<void> => {
      const window = await TestWindow.open(port, after, undefined, windowId)
      current = window
      joins++
      // As the console does: when the leader goes, reach for the next one.
      window.caller.onClose(() => void reach().then(join))
    }
    await join(await portTo(home))
  },
  window() {
    if (!current) throw new Error('no window is open')
    return current
  },
  joins: () => joins,
  async storedRows() {
    const store = await openBrowserStorage({ name: storageNameOf(linkVersion), log: collectingLog() })
    const stored = await store.load()
    await store.close()
    return stored?.rows.length ?? 0
  },
  async adopted(running) {
    const log = collectingLog()
    const [older, newer] = [`older-${names++}`, `newer-${names++}`]
    const old = await openBrowserStorage({ name: older, log })
    await old.saveCommands({ put: [storedCommand(1)], remove: [] })
    await old.close()
    if (running)
      await new Promise<void>(
        (held) => void navigator.locks.request(ownerLockName(older), () => (held(), new Promise<never>(() => {}))),
      )
    const store = await openBrowserStorage({ name: newer, log })
    await adoptCommands([older, 'never-was'], store, log)
    const taken = (await store.loadCommands()).length
    await store.close()
    const left = (await indexedDB.databases()).some(({ name }) => name === databaseName(older))
    return { taken, left }
  },
  async storeFailures() {
    const failures: string[] = []
    for (const { name, run } of storeCases) {
      await run(freshStore()).catch((error: unknown) => failures.push(`${name}: ${String(error)}`))
    }
    return failures
  },
  async storeSpeed(count) {
    const open = freshStore()
    const store = await open()
    const rows = Array.from({ length: count }, (_, index) => storedRow(index))
    const begun = performance.now()
    await store.replace(meta, rows)
    const written = performance.now()
    await store.append({ meta, put: rows.slice(0, 20), remove: [] })
    const appended = performance.now()
    await store.close()
    const again = await open()
    const opened = performance.now()
    await again.load()
    const read = performance.now()
    await again.close()
    return { write: written - begun, append: appended - written, read: read - opened }
  },
}

Object.assign(globalThis, { signalbox: page })
