import { electronPort } from '../../link/portAdaptors.ts'
import { createCaller, type Caller } from '../../link/caller.ts'
import {
  linkVersion,
  type Command,
  type CommandState,
  type NewsToShow,
  type NotificationState,
  type Phase,
} from '../../link/messages.ts'
import { type SyncKeeper } from './SyncKeeper.ts'

export interface SyncWatchOptions {
  keeper: SyncKeeper
  onPhase: (phase: Phase) => void
  onNotifications: (state: NotificationState) => void
  onNews: (news: NewsToShow) => void
  /** Something that was asked for here was not done, and why. */
  onRefused: (state: CommandState) => void
  /** The system shows what is new. */
  showsNews: () => boolean
}

/** By this the sync client knows main among the windows. */
const windowId = 'main'

/**
 * Main's own port: where the connection stands, the user's notifications, and waking up after sleep. It watches no rows.
 */
export class SyncWatch {
  readonly #options: SyncWatchOptions
  #caller: Caller | undefined

  constructor(options: SyncWatchOptions) {
    this.#options = options
  }

  /** For each time that the sync process has started. */
  async begin(): Promise<void> {
    const { keeper, onPhase, onNotifications, onNews, onRefused } = this.#options
    const port = electronPort(await keeper.connect())
    const caller = createCaller(port, { after })
    caller.onClose(() => {
      if (this.#caller === caller) this.#caller = undefined
      onPhase('starting')
    })
    caller.on('status', ({ phase }) => onPhase(phase))
    caller.on('notifications', onNotifications)
    caller.on('news', onNews)
    caller.on('commands', (states) => {
      for (const state of states) if (state.windowId === windowId && state.state === 'refused') onRefused(state)
    })
    const { phase } = await caller.call('hello', { linkVersion, windowId })
    this.#caller = caller
    onPhase(phase)
    await this.showNews()
  }

  /** Says anew who shows what is new. */
  async showNews(): Promise<void> {
    await this.#caller?.call('showNews', { shows: this.#options.showsNews() })
  }

  /** The machine was asleep, or the network came back: try at once. */
  async wake(): Promise<void> {
    await this.#caller?.call('wake', { reason: 'wake' })
  }

  async signOut(): Promise<void> {
    await this.#there.call('signOut', { discardWaiting: false })
  }

  /** @throws {Refused} while the server cannot be asked */
  async mute(until: number): Promise<void> {
    await this.#there.call('mute', { until: until === 0 ? null : new Date(until).toISOString() })
  }

  /** @throws {Refused} while the server cannot be asked */
  async setOffDuty(offDuty: boolean): Promise<void> {
    await this.#there.call('setOffDuty', { offDuty })
  }

  async read(ids: string[]): Promise<void> {
    await this.#there.call('readNotifications', { ids })
  }

  async accept(ticketId: string): Promise<void> {
    await this.#there.call('acceptTicket', { id: ticketId })
  }

  async send(command: Command): Promise<void> {
    await this.#there.call('send', { command })
  }

  get #there(): Caller {
    if (!this.#caller) throw new Error('The part of the app that talks to the server is being started.')
    return this.#caller
  }
}

function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}
