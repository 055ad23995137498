import { isActive, type Assignment } from '../../api/contract/assignment.ts'
import { Refused } from '../../api/contract/errors.ts'
import { type ReportReceipts } from '../../api/contract/receipt.ts'
import { type Ticket } from '../../api/contract/ticket.ts'
import { type Api } from './api.ts'
import { problemOf } from './Passing.ts'
import { type Clock, type Log } from './ports.ts'
import { type RowKey } from './Replica.ts'

type Receipt = ReportReceipts['receipts'][number]

export interface ReceiptsOptions {
  api: Api
  clock: Clock
  log: Log
  /** Server time, ms. */
  now: () => number
  /** Whose assignments these are; undefined for everybody who is no technician. */
  technicianId: () => string | undefined
  ticket: (id: string) => Ticket | undefined
  tickets: () => Iterable<Ticket>
}

/** What arrives together is told together. */
const gatherTime = 100
const mostAtOnce = 200
/** Of those told in this run; their rows say so soon after. */
const mostTold = 1_000

/** Tells the server which of a technician's assignments have come to this device, and which they have seen. */
export class Receipts {
  readonly #options: ReceiptsOptions
  readonly #waiting = new Map<string, Receipt>()
  readonly #told = new Set<string>()
  #stop: (() => void) | undefined
  #isSending = false

  constructor(options: ReceiptsOptions) {
    this.#options = options
  }

  /** These rows have come. */
  onRows(keys: readonly RowKey[]): void {
    if (this.#options.technicianId() === undefined) return
    for (const { type, id } of keys) {
      const ticket = type === 'ticket' ? this.#options.ticket(id) : undefined
      for (const each of this.#own(ticket)) if (each.deliveredAt === undefined) this.#note(each.id, 'delivered')
    }
  }

  /** The connection has caught up: what came while nothing could be said is said now. */
  onReached(): void {
    if (this.#options.technicianId() === undefined) return
    for (const ticket of this.#options.tickets()) {
      for (const each of this.#own(ticket)) if (each.deliveredAt === undefined) this.#note(each.id, 'delivered')
    }
    if (this.#waiting.size > 0) this.#later()
  }

  /** Shown to the person at the device. */
  saw(assignmentIds: readonly string[]): void {
    if (this.#options.technicianId() === undefined) return
    for (const id of assignmentIds) this.#note(id, 'seen')
  }

  /** Another user, or nobody. */
  clear(): void {
    this.close()
    this.#waiting.clear()
    this.#told.clear()
  }

  close(): void {
    this.#stop?.()
    this.#stop = undefined
  }

  #own(ticket: Ticket | undefined): Assignment[] {
    const mine = this.#options.technicianId()
    return ticket?.assignments.filter((each) => each.technicianId === mine && isActive(each)) ?? []
  }

  #note(assignmentId: string, step: Receipt['step']): void {
    const key = `${assignmentId}/${step}`
    if (this.#told.has(key) || this.#waiting.has(key)) return
    this.#waiting.set(key, { assignmentId, step, at: new Date(this.#options.now()).toISOString() })
    this.#later()
  }

  #later(): void {
    this.#stop ??= this.#options.clock.after(gatherTime, () => {
      this.#stop = undefined
      void this.#send()
    })
  }

  async #send(): Promise<void> {
    if (this.#isSending) return
    this.#isSending = true
    const sent = [...this.#waiting].slice(0, mostAtOnce)
    const isDone = sent.length === 0 || (await this.#post(sent.map(([, receipt]) => receipt)))
    this.#isSending = false
    if (!isDone) return
    for (const [key] of sent) {
      this.#waiting.delete(key)
      this.#told.add(key)
    }
    for (const key of this.#told) if (this.#told.size > mostTold) this.#told.delete(key)
    if (this.#waiting.size > 0) this.#later()
  }

  /** False where it is to be said again once the server is reached. */
  async #post(receipts: Receipt[]): Promise<boolean> {
    const { api, log } = this.#options
    const headers = { 'content-type': 'application/json' }
    try {
      await api({ method: 'POST', path: '/receipts', headers, body: JSON.stringify({ receipts }), deadline: 10_000 })
      return true
    } catch (error) {
      log.info('the server was not told what has arrived', { reason: problemOf(error) })
      return error instanceof Refused
    }
  }
}
