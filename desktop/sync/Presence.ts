import { presenceRenewal, presenceModes, type PresenceMode, type PresentPerson } from '../../api/contract/presence.ts'
import { ticketOfTopic, topics } from '../../api/contract/topics.ts'
import { type PresenceAt } from '../link/messages.ts'
import { isRecord } from '../link/wire.ts'
import { type Api } from './api.ts'
import { problemOf } from './Passing.ts'
import { type Clock, type Log, type MqttMessage } from './ports.ts'
import { isIdText } from './serverMessages.ts'

export interface PresenceOptions {
  api: Api
  clock: Clock
  log: Log
  clientId: string
  /** What the windows have open, and what of it is being changed. */
  open: () => ReadonlyMap<string, PresenceMode>
  /** Who is at any ticket comes to this user, for the lists. */
  hearsAll: () => boolean
  onChange: (at: PresenceAt) => void
}

/** Clicking through a list is not looking at each. */
const settleTime = 250

/** Says to the server what the windows have open, and hears who else is there. */
export class Presence {
  readonly #options: PresenceOptions
  readonly #people = new Map<string, PresentPerson[]>()
  #stop: (() => void) | undefined
  #isReported = false

  constructor(options: PresenceOptions) {
    this.#options = options
  }

  get all(): PresenceAt[] {
    return [...this.#people].map(([ticketId, people]) => ({ ticketId, people }))
  }

  /** Windows have opened or closed something, or begun or ended changing it. */
  onWindows(): void {
    for (const ticketId of this.#people.keys()) if (!this.#isHeard(ticketId)) this.#set(ticketId, [])
    this.#later(settleTime)
  }

  /** True for a message of a ticket's presence. */
  receive({ topic, payload }: MqttMessage): boolean {
    const ticketId = ticketOfTopic(topic)
    if (ticketId === undefined || topic !== topics.presence(ticketId)) return false
    if (this.#isHeard(ticketId)) this.#set(ticketId, peopleIn(payload))
    return true
  }

  /** A new connection brings what is true anew; another user has nothing of it. */
  clear(): void {
    for (const ticketId of this.#people.keys()) this.#set(ticketId, [])
  }

  close(): void {
    this.#stop?.()
    this.#stop = undefined
  }

  #isHeard(ticketId: string): boolean {
    const { hearsAll, open } = this.#options
    return hearsAll() || open().has(ticketId)
  }

  #set(ticketId: string, people: PresentPerson[]): void {
    if (people.length === 0 && !this.#people.has(ticketId)) return
    if (people.length === 0) this.#people.delete(ticketId)
    else this.#people.set(ticketId, people)
    this.#options.onChange({ ticketId, people })
  }

  #later(ms: number): void {
    this.close()
    this.#stop = this.#options.clock.after(ms, () => {
      this.#stop = undefined
      void this.#report()
    })
  }

  async #report(): Promise<void> {
    const { api, clientId, open, log } = this.#options
    const tickets = [...open()].slice(0, 50).map(([id, mode]) => ({ id, mode }))
    if (tickets.length === 0 && !this.#isReported) return
    this.#isReported = tickets.length > 0
    if (this.#isReported) this.#later(presenceRenewal)
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ clientId, tickets })
    // What is not heard is said again in 15 s, and forgotten there in 30.
    await api({ method: 'PUT', path: '/presence', headers, body, deadline: 10_000 }).catch((error: unknown) => {
      log.info('the server was not told which tickets are open', { reason: problemOf(error) })
    })
  }
}

function peopleIn(payload: string): PresentPerson[] {
  if (payload === '') return []
  try {
    const message: unknown = JSON.parse(payload)
    return isRecord(message) && Array.isArray(message.people) ? message.people.filter(isPerson) : []
  } catch {
    return []
  }
}

function isPerson(value: unknown): value is PresentPerson {
  if (!isRecord(value) || !isIdText(value.id) || typeof value.name !== 'string') return false
  return presenceModes.some((mode) => mode === value.mode) && typeof value.since === 'string'
}
