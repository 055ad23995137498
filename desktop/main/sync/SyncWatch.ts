import { electronPort } from '../../link/portAdaptors.ts'
import { createCaller, type Caller } from '../../link/caller.ts'
import { linkVersion, type Phase } from '../../link/messages.ts'
import { type SyncKeeper } from './SyncKeeper.ts'

export interface SyncWatchOptions {
  keeper: SyncKeeper
  onPhase: (phase: Phase) => void
}

/** Main's own port: where the connection stands, for the tray, and waking up after sleep. It watches no rows. */
export class SyncWatch {
  readonly #options: SyncWatchOptions
  #caller: Caller | undefined

  constructor(options: SyncWatchOptions) {
    this.#options = options
  }

  /** For each time that the sync process has started. */
  async begin(): Promise<void> {
    const { keeper, onPhase } = this.#options
    const port = electronPort(await keeper.connect())
    const caller = createCaller(port, { after })
    caller.onClose(() => {
      if (this.#caller === caller) this.#caller = undefined
      onPhase('starting')
    })
    caller.on('status', ({ phase }) => onPhase(phase))
    const { phase } = await caller.call('hello', { linkVersion, windowId: 'main' })
    this.#caller = caller
    onPhase(phase)
  }

  /** The machine was asleep, or the network came back: try at once. */
  async wake(): Promise<void> {
    await this.#caller?.call('wake', { reason: 'wake' })
  }

  async signOut(): Promise<void> {
    await this.#caller?.call('signOut', { discardWaiting: false })
  }
}

function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}
