import { MessagePort, parentPort } from 'node:worker_threads'
import { electronPort, nodePort, processPort, type ElectronPort } from '../../link/portAdaptors.ts'
import { type Port } from '../../link/port.ts'
import { isRecord } from '../../link/wire.ts'
import { type SyncClient } from '../SyncClient.ts'
import { createKeeperDoor } from './keeperDoor.ts'
import { isNodeClientConfig, startNodeClient } from './nodeClient.ts'
import { stderrLog } from './stderrLog.ts'

/**
 * The sync client as a process (Electron's utilityProcess, a forked Node) or a worker thread. Its keeper says
 * `{start: NodeClientConfig}`, then `{window: true}` with a port for each window, at last `{stop: true}`. A forked Node
 * cannot be given ports: there `{window: true}` makes its own channel the one window's port.
 */
interface Keeper {
  onMessage(listener: (message: unknown, ports: unknown[]) => void): void
  /** Where no ports can be handed over. */
  ownPort?: () => Port
  say(message: unknown): void
}

interface ElectronParent {
  on(event: 'message', listener: (event: { data: unknown; ports: unknown[] }) => void): void
  postMessage(message: unknown): void
}

function keeperOf(): Keeper {
  if (parentPort) {
    const port = parentPort
    return {
      // A worker_threads port travels inside the message.
      onMessage: (listener) => port.on('message', (message) => listener(message, [isRecord(message) && message.port])),
      say: (message) => port.postMessage(message),
    }
  }
  if ('parentPort' in process) {
    const port = process.parentPort as ElectronParent
    return {
      onMessage: (listener) => port.on('message', ({ data, ports }) => listener(data, ports)),
      say: (message) => port.postMessage(message),
    }
  }
  return {
    onMessage: (listener) => void process.on('message', (message) => listener(message, [])),
    ownPort: () => processPort(process),
    say: (message) => process.send?.(message),
  }
}

function portOf(candidate: unknown): Port | undefined {
  if (candidate instanceof MessagePort) return nodePort(candidate)
  return isElectronPort(candidate) ? electronPort(candidate) : undefined
}

function isElectronPort(value: unknown): value is ElectronPort {
  return isRecord(value) && typeof value.postMessage === 'function' && typeof value.start === 'function'
}

const keeper = keeperOf()
const door = createKeeperDoor((message) => keeper.say(message))
let starting: Promise<SyncClient> | undefined

async function stop(): Promise<void> {
  const client = await starting
  await client?.close()
  process.exit(0)
}

keeper.onMessage((message, [first]) => {
  if (!isRecord(message)) return
  door.onMessage(message)
  if (isNodeClientConfig(message.start)) {
    const isKept = message.start.keptBy === 'keeper'
    starting ??= isKept
      ? startNodeClient(message.start, stderrLog, door.store, (url) => door.routeTo(url))
      : startNodeClient(message.start, stderrLog)
    void starting.then(() => keeper.say({ started: true }))
  }
  if (message.window === true) {
    const port = portOf(first) ?? keeper.ownPort?.()
    if (port) void starting?.then((client) => client.attach(port))
  }
  if (message.stop === true) void stop()
})
// Whoever started us is gone.
process.on('disconnect', () => void stop())
