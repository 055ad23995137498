import { createSite } from '../../commands/createSite.ts'
import { createUser } from '../../commands/createUser.ts'
import { runCommand, type CommandContext } from '../../commands/runCommand.ts'
import { updateTechnician } from '../../commands/updateTechnician.ts'
import { type Written } from '../../commands/Written.ts'
import { type CommandName } from '../../contract/commands.ts'
import { type Principal, systemPrincipal } from '../../contract/principal.ts'
import { Database, type Log } from '../../db/Database.ts'
import { type FileStore } from '../../db/FileStore.ts'
import { write, type Outcome, type Transaction } from '../../db/write.ts'
import { type ImportedTicket } from '../ImportedTicket.ts'
import { assignmentFor, ticketIn } from './commandResults.ts'
import { demoExtras } from './demoExtras.ts'
import { demoPassword, demoPeople, isOnShift, type DemoPerson } from './demoPeople.ts'
import { readDemoRows } from './demoRows.ts'
import { demoStory, type StoryStep } from './demoStory.ts'
import { ExtrasPlayer } from './ExtrasPlayer.ts'
import { seededRandom } from './seededRandom.ts'

export interface DemoOptions {
  url: string
  log: Log
  hashPassword: (password: string) => Promise<string>
  /** Where attachments go; without it there are none. */
  files?: FileStore | undefined
  /** The moment that the day has come to. */
  now: Date
}

const day = 24 * 3600 * 1000
/** People and sites were there before the day began; the change log, which reaches back 30 days, still says so. */
const peopleCame = 20 * day
const sitesCame = 19 * day
const shiftBegan = 9 * 3600 * 1000

/**
 * Fills an empty database with the demo day: its people, 60 real sites and tickets, and what was done with them so far.
 * Each step is the real command of the person who takes it, at the time it happened: only the clock is ours, so
 * history, clocks and technicians' states are what they would be.
 */
export async function loadDemoDay(options: DemoOptions): Promise<void> {
  const { now } = options
  const clock = { time: new Date(now) }
  const db = new Database({ ...options, applicationName: 'signalbox demo', maxConnections: 1, now: () => clock.time })
  try {
    const rows = readDemoRows(now)
    clock.time = new Date(now.getTime() - peopleCame)
    const people = await addPeople(db, await options.hashPassword(demoPassword))
    clock.time = new Date(now.getTime() - sitesCame)
    const sites = await addSites(db, principalOf(people, demoPeople[0]), rows)
    const context = { db, hashPassword: options.hashPassword, ...(options.files ? { files: options.files } : {}) }
    const story = new Story(context, people, sites)
    const extras = new ExtrasPlayer(context, { people, sites, ticketId: (ticket) => story.ticketId(ticket) })
    await extras.stockUp(rows)
    const steps = demoStory(rows, now, seededRandom(60))
    const acts: Act[] = [
      { at: new Date(now.getTime() - shiftBegan), play: () => story.beginShift() },
      ...steps.map((step) => ({ at: step.at, play: () => story.play(step) })),
      ...demoExtras({ rows, story: steps, now, random: seededRandom(61) }).map((extra) => ({
        at: extra.at,
        play: () => extras.play(extra),
      })),
    ]
    // Stable: what happens in the same moment keeps its order, the story before what is said of it.
    for (const act of acts.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
      clock.time = act.at
      await act.play()
    }
    clock.time = new Date(now.getTime() - 6 * 60_000)
    await story.standDown()
  } finally {
    await db.close()
  }
}

type People = ReadonlyMap<DemoPerson, Principal>

/** Something that happened on the day, at its time. */
interface Act {
  at: Date
  play: () => Promise<void>
}

function principalOf(people: People, person: DemoPerson | undefined): Principal {
  const principal = person && people.get(person)
  if (!principal) throw new Error(`${person?.name ?? 'nobody'} is not one of the people of the demo day`)
  return principal
}

function valueOf<T>(outcome: Outcome<T>): T {
  if (outcome.kept) throw new Error('the demo day sends no idempotency keys')
  return outcome.value
}

/** One hash for all: the password is printed on every screen, so a salt for each would protect nothing. */
async function addPeople(db: Database, passwordHash: string): Promise<People> {
  const call = { db, principal: systemPrincipal('Signalbox') }
  const outcome = await write(
    call,
    () => ({ status: 200 }),
    async (tx) => {
      const people = new Map<DemoPerson, Principal>()
      for (const person of demoPeople) people.set(person, await addPerson(tx, person, passwordHash))
      return people
    },
  )
  return valueOf(outcome)
}

async function addPerson(tx: Transaction, person: DemoPerson, passwordHash: string): Promise<Principal> {
  const { email, name, role, skills, phone } = person
  const { id } = await createUser(tx, { id: '', input: { email, name, role, passwordHash, loopbackOnly: true } })
  if (role !== 'technician') return { userId: id, name, role }
  const [row] = await tx.query<{ id: string }>('select id from technicians where user_id = $1', [id])
  if (!row) throw new Error(`${name} has no technician row`)
  await updateTechnician(tx, { id: row.id, input: { skills: [...(skills ?? [])], phone: phone ?? null } })
  return { userId: id, name, role, technicianId: row.id }
}

/** @returns the ids of the sites, in the order of the rows */
async function addSites(db: Database, principal: Principal, rows: readonly ImportedTicket[]): Promise<string[]> {
  const outcome = await write(
    { db, principal },
    () => ({ status: 200 }),
    async (tx) => {
      const ids: string[] = []
      for (const { site } of rows) {
        const { name, address, coordinates, timeZone } = site
        const written = await createSite(tx, {
          id: '',
          input: { name, address: address ?? null, ...coordinates, timeZone },
        })
        ids.push(written.id)
      }
      return ids
    },
  )
  return valueOf(outcome)
}

/** Plays the steps, and remembers which ticket became which. */
class Story {
  readonly #context: CommandContext
  readonly #people: People
  readonly #sites: readonly string[]
  readonly #tickets = new Map<number, Written>()

  constructor(context: CommandContext, people: People, sites: readonly string[]) {
    this.#context = context
    this.#people = people
    this.#sites = sites
  }

  /** Undefined while it has not been reported yet. */
  ticketId(ticket: number): string | undefined {
    return this.#tickets.get(ticket)?.id
  }

  async beginShift(): Promise<void> {
    for (const [person, principal] of this.#people) {
      if (!principal.technicianId || !isOnShift(person)) continue
      await this.#run('technician.duty', principal, principal.technicianId, { duty: 'on_shift' })
    }
  }

  /** Who sits down for a while, and whose van is broken. */
  async standDown(): Promise<void> {
    for (const [person, principal] of this.#people) {
      const id = principal.technicianId
      if (id && person.today === 'on a break') {
        await this.#run('technician.status', principal, id, { status: 'on_break' })
      }
      if (id && person.today === 'out of service') {
        const reason = 'Van in the workshop until tomorrow'
        await this.#run('technician.status', principal, id, { status: 'out_of_service', reason })
      }
    }
  }

  async play(step: StoryStep): Promise<void> {
    const principal = principalOf(this.#people, step.by)
    const technicianId = step.technician && principalOf(this.#people, step.technician).technicianId
    const known = this.#tickets.get(step.ticket)
    if (step.command === 'ticket.create') {
      const input = { ...step.input, siteId: this.#sites[step.ticket] }
      this.#tickets.set(step.ticket, await this.#run('ticket.create', principal, '', input))
    } else if (known) {
      const id = step.command.startsWith('ticket.') ? known.id : assignmentFor(ticketIn(known), technicianId)
      const input = step.command === 'ticket.assign' ? { technicianId } : step.input
      this.#tickets.set(step.ticket, await this.#run(step.command, principal, id, input))
    }
  }

  async #run(name: CommandName, principal: Principal, id: string, input: object): Promise<Written> {
    // The plots are checked by playing them all in a test: a wrong input is refused by the command or by PostgreSQL.
    return valueOf(await runCommand(this.#context, { name, principal, id, input }))
  }
}
