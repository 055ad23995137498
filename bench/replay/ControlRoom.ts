import { setTimeout as sleep } from 'node:timers/promises'
import { type Priority, type Ticket } from '../../api/contract/ticket.ts'
import { type ApiClient } from '../../api/testing/ApiClient.ts'
import { type Habit, type Stretch } from './dayPlan.ts'
import { type Call } from './readCalls.ts'

/** Minutes of the day that a step takes: from, to. */
const minutes = {
  acknowledge: [0.2, 0.7],
  assign: [1, 4],
  accept: [0.5, 2],
  leave: [0.5, 2],
  arrive: [4, 15],
  work: [15, 50],
  close: [2, 10],
} as const

export interface ControlRoomOptions {
  admin: ApiClient
  /** Takes the calls, assigns and closes. */
  dispatcher: ApiClient
  technicians: readonly ApiClient[]
  /** So many times faster than the day was. */
  speed: number
  random: () => number
  /** What this room does about a P1 that comes in then. */
  stretchAt: (at: number) => Stretch
}

/** Everybody but the one who watches: takes each call in its minute, sends somebody, and sees it through. */
export class ControlRoom {
  readonly #options: ControlRoomOptions
  readonly #free: ApiClient[]
  /** Calls for which nobody is free. */
  readonly #waiting: { priority: Priority; take: (technician: ApiClient) => void }[] = []
  readonly #sites = new Map<string, Promise<string>>()
  readonly #underWay: Promise<void>[] = []
  /** What went wrong, and how often. */
  readonly problems = new Map<string, number>()

  constructor(options: ControlRoomOptions) {
    this.#options = options
    this.#free = [...options.technicians]
  }

  /** Resolves when the last call came in; what is under way then is left as it is. */
  async play(calls: readonly Call[], from: number, onMinute: (at: number) => Promise<void>): Promise<void> {
    const begun = performance.now()
    for (const call of calls) {
      const wait = (call.at - from) / this.#options.speed - (performance.now() - begun)
      if (wait > 0) await sleep(wait)
      await onMinute(call.at)
      this.#underWay.push(this.#seeThrough(call).catch((error: unknown) => this.#note(String(error))))
    }
    await Promise.race([Promise.all(this.#underWay), this.#pause([10, 10])])
  }

  #note(problem: string): void {
    const what = problem.slice(0, 200)
    this.problems.set(what, (this.problems.get(what) ?? 0) + 1)
  }

  async #seeThrough(call: Call): Promise<void> {
    const { dispatcher } = this.#options
    const { title, type, priority } = call
    const ticket = await dispatcher.newTicket(await this.#siteOf(call), { title, type, priority })
    if (priority === 'P1') await this.#beforeAssigning(ticket.id, call)
    await this.#pause(minutes.assign)
    const technician = await this.#takeTechnician(priority)
    try {
      const { technicianId } = technician
      const assigned = await dispatcher.command(ticket.id, 'assign', { technicianId })
      await this.#goThere(technician, assigned)
    } finally {
      this.#giveBack(technician)
    }
    await this.#pause(minutes.close)
    await dispatcher.command(ticket.id, 'close')
  }

  async #beforeAssigning(ticketId: string, { at }: Call): Promise<void> {
    const { dispatcher, speed, stretchAt } = this.#options
    const { habit, to } = stretchAt(at)
    const does: Record<Habit, () => Promise<unknown>> = {
      acknowledges: async () => {
        await this.#pause(minutes.acknowledge)
        await dispatcher.command(ticketId, 'acknowledge')
      },
      'only assigns': () => Promise.resolve(),
      'leaves P1 lying': () => sleep((to - at) / speed),
    }
    await does[habit]()
  }

  async #goThere(technician: ApiClient, { assignments }: Ticket): Promise<void> {
    const path = `/assignments/${assignments?.find((each) => each.technicianId === technician.technicianId)?.id}`
    for (const [step, length] of [
      ['accept', minutes.accept],
      ['en-route', minutes.leave],
      ['check-in', minutes.arrive],
      ['check-out', minutes.work],
    ] as const) {
      await this.#pause(length)
      const input = step === 'check-out' ? { disposition: 'completed' } : {}
      const { status } = await technician.post(`${path}/${step}`, input)
      if (status !== 200) throw new Error(`${step} was answered with ${status}`)
    }
  }

  /** One place for each township. */
  #siteOf({ place, latitude, longitude }: Call): Promise<string> {
    const known = this.#sites.get(place)
    if (known) return known
    const site = { name: place, latitude, longitude, timeZone: 'America/New_York' }
    const made = this.#options.admin.post<{ id: string }>('/sites', site).then(({ body }) => body.id)
    this.#sites.set(place, made)
    return made
  }

  #takeTechnician(priority: Priority): Promise<ApiClient> {
    const free = this.#free.shift()
    return free ? Promise.resolve(free) : new Promise((take) => this.#waiting.push({ priority, take }))
  }

  /** The most urgent that waits has the next one. */
  #giveBack(technician: ApiClient): void {
    const [next] = this.#waiting.toSorted((a, b) => a.priority.localeCompare(b.priority))
    if (!next) return void this.#free.push(technician)
    this.#waiting.splice(this.#waiting.indexOf(next), 1)
    next.take(technician)
  }

  #pause([from, to]: readonly [number, number]): Promise<void> {
    const { speed, random } = this.#options
    const length = ((from + random() * (to - from)) * 60_000) / speed
    return sleep(length)
  }
}
