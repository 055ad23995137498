import fc from 'fast-check'
import { mentionOf } from '../../../api/contract/comment.ts'
import { type ApiClient } from '../../../api/testing/ApiClient.ts'
import { type SignedIn } from './liveBenches.ts'
import { type TestWindow } from './TestWindow.ts'

/** One of a person's machines, with every window it ever had. */
export interface Machine extends SignedIn {
  open: TestWindow[]
  all: TestWindow[]
}

export interface Somebody {
  api: ApiClient
  name: string
  role: 'dispatcher' | 'technician'
  machines: Machine[]
  /** Kind and subject of each thing that they are to be notified of. */
  expected: string[]
}

const deeds = [
  ...(['create', 'create', 'comment', 'comment', 'comment', 'mention', 'site', 'assign', 'assign'] as const),
  ...(['hold', 'resume', 'complete', 'reopen', 'delete'] as const),
]
const troubles = ['drop', 'restart', 'open', 'read', 'readAll', 'clear'] as const

export const acts = fc.record({
  what: fc.constantFrom(...deeds, ...troubles),
  who: fc.nat(),
  ticket: fc.nat(),
  machine: fc.nat(),
})
export type Act = typeof acts extends fc.Arbitrary<infer Value> ? Value : never

function pick<T>(from: readonly T[], index: number): T {
  const found = from[index % from.length]
  if (found === undefined) throw new Error('nothing to pick from')
  return found
}

interface KnownTicket {
  id: string
  assigned: Set<Somebody>
}

/**
 * People at work on tickets, with what each is to be notified of. The rules are said anew, without a line of the product's:
 * what one does is told to the other dispatchers and to whom it is about, and to nobody what they did themselves.
 */
export class DispatchDay {
  readonly people: readonly Somebody[]
  readonly #siteId: string
  readonly #tickets: KnownTicket[] = []

  constructor(people: readonly Somebody[], siteId: string) {
    this.people = people
    this.#siteId = siteId
  }

  async carryOut(act: Act): Promise<void> {
    if (troubles.some((each) => each === act.what)) return this.#trouble(act)
    const actor = pick(this.#dispatchers, act.who)
    if (act.what === 'site') return this.#tell(actor, 'site_added', (await actor.api.newSite('Yard')).id)
    if (act.what === 'create' || this.#tickets.length === 0) {
      const { id } = await actor.api.newTicket(this.#siteId)
      this.#tickets.push({ id, assigned: new Set() })
      return this.#tell(actor, 'ticket_created', id)
    }
    return this.#onTicket(act, actor, pick(this.#tickets, act.ticket))
  }

  get #dispatchers(): Somebody[] {
    return this.people.filter(({ role }) => role === 'dispatcher')
  }

  #tell(actor: Somebody, kind: string, subject: string, to: readonly Somebody[] = this.#dispatchers): void {
    for (const each of new Set(to)) if (each !== actor) each.expected.push(`${kind} ${subject}`)
  }

  async #onTicket(act: Act, actor: Somebody, ticket: KnownTicket): Promise<void> {
    const { api } = actor
    const path = `/tickets/${ticket.id}`
    switch (act.what) {
      case 'comment':
      case 'mention':
        return this.#comment(act, actor, path)
      case 'assign': {
        const technician = pick(
          this.people.filter(({ role }) => role === 'technician'),
          act.machine,
        )
        const { status } = await api.post(`${path}/assign`, { technicianId: technician.api.technicianId })
        if (status !== 200) return
        ticket.assigned.add(technician)
        return this.#tell(actor, 'assigned', ticket.id, [technician])
      }
      case 'delete': {
        const { status } = await api.call('DELETE', path)
        if (status !== 204) return
        this.#tickets.splice(this.#tickets.indexOf(ticket), 1)
        return this.#tell(actor, 'deleted', ticket.id)
      }
      case 'complete': {
        const { status } = await api.post(`${path}/complete`, { disposition: 'completed' })
        if (status === 200) this.#tell(actor, 'completed', ticket.id, [...this.#dispatchers, ...ticket.assigned])
        return
      }
      default: {
        const { status } = await api.post(`${path}/${act.what}`, act.what === 'hold' ? { reason: 'parts' } : {})
        // Going on is the daily course.
        if (status === 200 && act.what !== 'resume') this.#tell(actor, 'status', ticket.id)
      }
    }
  }

  async #comment(act: Act, actor: Somebody, path: string): Promise<void> {
    const one = pick(this.#dispatchers, act.machine)
    const isMention = act.what === 'mention'
    const body = isMention ? `${mentionOf({ id: one.api.userId, name: one.name })} look` : 'On its way'
    const { status, body: made } = await actor.api.post<{ id: string }>(`${path}/comments`, { body })
    if (status !== 201) return
    this.#tell(
      actor,
      'comment',
      made.id,
      this.#dispatchers.filter((each) => !isMention || each !== one),
    )
    if (isMention) this.#tell(actor, 'mention', made.id, [one])
  }

  async #trouble({ what, who, machine: index, ticket }: Act): Promise<void> {
    const machine = pick(pick(this.people, who).machines, index)
    if (what === 'drop') return machine.bench.proxy.drop()
    if (what === 'restart') {
      await machine.bench.stop()
      machine.open = [await machine.bench.start(), await machine.bench.window()]
      machine.all.push(...machine.open)
      return
    }
    if (what === 'open') {
      const window = await machine.bench.window()
      machine.open.push(window)
      machine.all.push(window)
      return
    }
    const window = pick(machine.open, ticket)
    const newest = window.centres.at(-1)?.items.slice(0, 3) ?? []
    if (what !== 'readAll' && newest.length === 0) return
    const chosen = what === 'readAll' ? { all: true as const } : { ids: newest.map(({ id }) => id) }
    // Without a connection it is refused and nothing is read, which the count has to show.
    await window.caller
      .call(what === 'clear' ? 'clearNotifications' : 'readNotifications', chosen)
      .catch(() => undefined)
  }
}
