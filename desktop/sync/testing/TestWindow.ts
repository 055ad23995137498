import { type Ticket } from '../../../api/contract/ticket.ts'
import { createCaller, type Caller } from '../../link/caller.ts'
import {
  linkVersion,
  type CommandState,
  type NewsToShow,
  type NotificationState,
  type RowChange,
  type Rows,
  type RowsBatch,
  type RowType,
  type Status,
} from '../../link/messages.ts'
import { type Port } from '../../link/port.ts'
import { entityTypes } from '../../../api/contract/change.ts'

let windows = 0

/** A window without a screen: mirrors what it is sent, and waits for things to be so. */
export class TestWindow {
  readonly id: string
  readonly caller: Caller
  readonly rows = new Map<string, RowChange>()
  readonly commands = new Map<string, CommandState>()
  readonly batches: RowsBatch[] = []
  readonly statuses: Status[] = []
  readonly news: NewsToShow[] = []
  readonly centres: NotificationState[] = []
  readonly #waiting = new Set<() => void>()

  private constructor(port: Port, after: (ms: number, run: () => void) => () => void, id: string) {
    this.id = id
    this.caller = createCaller(port, { after })
    this.caller.on('status', (status) => this.#heard(() => this.statuses.push(status)))
    this.caller.on('news', (news) => this.#heard(() => this.news.push(news)))
    this.caller.on('notifications', (state) => this.#heard(() => this.centres.push(state)))
    this.caller.on('commands', (states) => {
      this.#heard(() => {
        for (const state of states) this.commands.set(state.id, state)
      })
    })
    this.caller.on('rows', (batch) => this.#heard(() => this.#mirror(batch)))
  }

  static async open(
    port: Port,
    after = realAfter,
    types: RowType[] = [...entityTypes],
    id = `window-${++windows}`,
  ): Promise<TestWindow> {
    const window = new TestWindow(port, after, id)
    const status = await window.caller.call('hello', { linkVersion, windowId: window.id })
    window.statuses.push(status)
    await window.caller.call('watch', { types })
    return window
  }

  get status(): Status {
    const last = this.statuses.at(-1)
    if (!last) throw new Error('no status yet')
    return last
  }

  all<Type extends RowType>(type: Type): Rows[Type][] {
    return [...this.rows.values()].flatMap((row) => (row.type === type ? [row.data as Rows[Type]] : []))
  }

  row(type: RowType, id: string): RowChange | undefined {
    return this.rows.get(`${type}/${id}`)
  }

  ticket(id: string): Ticket | undefined {
    return this.all('ticket').find((ticket) => ticket.id === id)
  }

  /** Resolves when it is so, looking after each message. */
  async until(what: string, isSo: () => boolean, ms = 15_000): Promise<void> {
    if (isSo()) return
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (!isSo()) return
        this.#waiting.delete(look)
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        this.#waiting.delete(look)
        reject(new Error(`waited ${ms} ms in vain until ${what}; status ${JSON.stringify(this.statuses.at(-1))}`))
      }, ms)
      this.#waiting.add(look)
    })
  }

  untilPhase(phase: Status['phase'], ms?: number): Promise<void> {
    return this.until(`it is ${phase}`, () => this.status.phase === phase, ms)
  }

  /** What became of a command. */
  async outcome(id: string): Promise<CommandState> {
    const settled = () => {
      const state = this.commands.get(id)
      return state && state.state !== 'waiting' ? state : undefined
    }
    await this.until(`command ${id} is settled`, () => settled() !== undefined)
    const state = settled()
    if (!state) throw new Error('it was settled a moment ago')
    return state
  }

  #heard(take: () => void): void {
    take()
    for (const look of this.#waiting) look()
  }

  #mirror(batch: RowsBatch): void {
    this.batches.push(batch)
    for (const key of this.rows.keys()) {
      if (batch.reset.some((type) => key.startsWith(`${type}/`))) this.rows.delete(key)
    }
    for (const row of batch.rows) this.rows.set(`${row.type}/${row.id}`, row)
    for (const { type, id } of batch.gone) this.rows.delete(`${type}/${id}`)
  }
}

function realAfter(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}
