import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { processPort } from '../../link/portAdaptors.ts'
import { type NodeClientConfig } from '../entries/nodeClient.ts'
import { TestWindow } from './TestWindow.ts'

/** The sync client as a process of its own, which can be killed like one. */
export class SyncProcess {
  readonly #child: ChildProcess
  readonly window: TestWindow

  private constructor(child: ChildProcess, window: TestWindow) {
    this.#child = child
    this.window = window
  }

  static async start(config: NodeClientConfig): Promise<SyncProcess> {
    const child = fork(path.join(import.meta.dirname, '../entries/nodeProcess.ts'), {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [],
    })
    const started = once(child, 'message')
    child.send({ start: config })
    await started
    child.send({ window: true })
    return new SyncProcess(child, await TestWindow.open(processPort(child)))
  }

  /** Does nothing where it has ended. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const exited = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await exited
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit')
    this.#child.send({ stop: true })
    await exited
  }
}
