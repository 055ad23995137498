import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { portPair } from '../../link/portPair.ts'
import { startNodeClient } from '../entries/nodeClient.ts'
import { type SyncClient } from '../SyncClient.ts'
import { FaultyProxy } from './FaultyProxy.ts'
import { collectingLog } from './logs.ts'
import { TestWindow } from './TestWindow.ts'

/** One machine with a sync client of its own, on the real server through a network that can fail. */
export class SyncBench {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'signalbox-sync-'))
  readonly proxy: FaultyProxy
  readonly log = collectingLog()
  client: SyncClient | undefined

  private constructor(proxy: FaultyProxy) {
    this.proxy = proxy
  }

  static async open(server: () => string): Promise<SyncBench> {
    return new SyncBench(await FaultyProxy.open(() => new URL(server())))
  }

  /** Starts the client (again). */
  async start(): Promise<TestWindow> {
    this.client = await startNodeClient({ server: this.proxy.url, folder: this.folder }, this.log)
    return this.window()
  }

  window(): Promise<TestWindow> {
    const [mine, theirs] = portPair({ clone: structuredClone, defer: queueMicrotask })
    this.client?.attach(theirs)
    return TestWindow.open(mine)
  }

  async stop(): Promise<void> {
    await this.client?.close()
    this.client = undefined
  }

  async close(): Promise<void> {
    await this.stop()
    await this.proxy.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
