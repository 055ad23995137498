import { type Host } from '../../host/Host.ts'
import { createCaller, type Caller, type CallerOptions } from '../../link/caller.ts'
import { reachLeader } from '../../link/channelPort.ts'
import { meetingName, sharedWorkerName, windowLockName } from '../../link/homeNames.ts'
import { linkVersion, type CallName, type Calls, type Events, type RowType } from '../../link/messages.ts'
import { type Port } from '../../link/port.ts'
import { domChannel, domPort } from '../../link/portAdaptors.ts'
import { LinkFailure } from '../../link/wire.ts'
import { newId } from './newId.ts'

/** What this window hears from the sync client, whichever port it comes over. */
export interface SyncEvents {
  onStatus(status: Events['status']): void
  onRows(batch: Events['rows']): void
  onCommands(states: Events['commands']): void
  onNotifications(state: Events['notifications']): void
  onNews(news: Events['news']): void
  onPresence(people: Events['presence']): void
  /** The sync client cannot be spoken to; it is tried again by itself. */
  onLost(problem: string): void
}

export interface SyncLinkOptions {
  host: Pick<Host, 'openSync'>
  events: SyncEvents
  after: CallerOptions['after']
}

/** Sites and people first: a ticket that arrives after them shows their names at once. */
const watched: RowType[] = [
  'site',
  'technician',
  'user',
  'ticket',
  'shipment',
  'inventory',
  'comment',
  'time_entry',
  'attachment',
]
const longestPause = 5_000
/** A call waits so long for the sync client to be there at all. */
const patience = 10_000

/** This window's end of the link, through every change of port: where the sync client went away it knocks again. */
export class SyncLink {
  readonly windowId = newId()
  readonly #options: SyncLinkOptions
  #caller: Caller | undefined
  #waiting: ((caller: Caller) => void)[] = []
  #tries = 0
  #hasLock = false

  constructor(options: SyncLinkOptions) {
    this.#options = options
  }

  start(): void {
    void this.#open()
  }

  /**
   * Waits until the sync client is there.
   * @throws {Refused} the contract's code and a sentence to show.
   * @throws {LinkFailure} no answer: it is not known whether it was carried out.
   */
  async call<Name extends CallName>(
    name: Name,
    ...input: Calls[Name]['input'] extends void ? [] : [input: Calls[Name]['input']]
  ): Promise<Calls[Name]['output']> {
    const caller = this.#caller ?? (await this.#whenOpen())
    try {
      return await caller.call(name, ...input)
    } catch (error) {
      // A worker that died says nothing, and a SharedWorker's port never tells: silence is the only sign.
      if (error instanceof LinkFailure && error.kind === 'deadline') caller.close()
      throw error
    }
  }

  #whenOpen(): Promise<Caller> {
    return new Promise((resolve, reject) => {
      const give = (caller: Caller): void => {
        stop()
        resolve(caller)
      }
      const stop = this.#options.after(patience, () => {
        this.#waiting = this.#waiting.filter((each) => each !== give)
        reject(new LinkFailure('closed', 'The part of the console that talks to the server is not there.'))
      })
      this.#waiting.push(give)
    })
  }

  async #open(): Promise<void> {
    const { events, after } = this.#options
    try {
      await this.#holdLock()
      const caller = createCaller(await this.#port(), { after })
      caller.onClose(() => this.#onClosed(caller))
      caller.on('status', (status) => events.onStatus(status))
      caller.on('rows', (batch) => events.onRows(batch))
      caller.on('commands', (states) => events.onCommands(states))
      caller.on('notifications', (state) => events.onNotifications(state))
      caller.on('news', (news) => events.onNews(news))
      caller.on('presence', (people) => events.onPresence(people))
      await this.#greet(caller)
    } catch (error) {
      this.#tryLater(error instanceof Error ? error.message : String(error))
    }
  }

  async #greet(caller: Caller): Promise<void> {
    const status = await caller.call('hello', { linkVersion, windowId: this.windowId }).catch((error: unknown) => {
      caller.close()
      throw error
    })
    this.#tries = 0
    this.#caller = caller
    this.#options.events.onStatus(status)
    await caller.call('watch', { types: watched })
    for (const resolve of this.#waiting.splice(0)) resolve(caller)
  }

  /** Held until the browser ends this window, however that happens: so the sync client knows. */
  #holdLock(): Promise<void> {
    if (this.#hasLock || !('locks' in navigator)) return Promise.resolve()
    this.#hasLock = true
    return new Promise((resolve) => {
      void navigator.locks.request(windowLockName(this.windowId), () => {
        resolve()
        return new Promise<never>(() => {})
      })
    })
  }

  async #port(): Promise<Port> {
    const { host, after } = this.#options
    const door = host.openSync({ sharedName: sharedWorkerName })
    if (door.kind === 'port') {
      const port = domPort(await door.port)
      door.onGone?.(() => port.close())
      return port
    }
    const open = (name: string) => domChannel(new BroadcastChannel(name))
    return reachLeader({ open, name: meetingName, portId: newId(), after })
  }

  #onClosed(caller: Caller): void {
    if (this.#caller !== caller) return
    this.#caller = undefined
    this.#tryLater('The part of the console that talks to the server went away.')
  }

  #tryLater(problem: string): void {
    const { events, after } = this.#options
    events.onLost(problem)
    after(Math.min(200 * 2 ** this.#tries++, longestPause), () => void this.#open())
  }
}
