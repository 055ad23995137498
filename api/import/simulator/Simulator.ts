import { noteReceipts } from '../../commands/noteReceipts.ts'
import { runCommand, type CommandContext } from '../../commands/runCommand.ts'
import { type CommandInput } from '../../contract/commands.ts'
import { Refused } from '../../contract/errors.ts'
import { isEnded } from '../../contract/ticket.ts'
import { type Log } from '../../db/Database.ts'
import { readDemoRows } from '../demo/demoRows.ts'
import { type ImportedTicket } from '../ImportedTicket.ts'
import { readSimulatorState } from './readSimulatorState.ts'
import { type Candidate, type Move } from './Move.ts'
import { simulatorMoves } from './simulatorMoves.ts'
import { type SimulatorState } from './SimulatorState.ts'

export interface SimulatorOptions {
  context: CommandContext
  log: Log
  random: () => number
  /** Calls back once after so many milliseconds; gives what cancels it. */
  schedule: (run: () => void, milliseconds: number) => () => void
  /** Of several nodes one plays. */
  mayPlay: () => boolean
}

/** New tickets come in only below this many that are not over. */
const maxOpen = 45
const newTicketWeight = 2
/** Between two moves: about ten a minute, which one can follow with the eye. */
const shortestPause = 3_000
const longestPause = 9_000

/**
 * Plays the demo day on: every few seconds one of its people takes a step, through the same commands as everyone. It never
 * acts as somebody who is signed in, and leaves alone what such a person has just worked on.
 */
export class Simulator {
  readonly #options: SimulatorOptions
  readonly #rows: readonly ImportedTicket[]
  #cancel = (): void => {}
  #stopped = false
  #moving: Promise<unknown> = Promise.resolve()

  constructor(options: SimulatorOptions) {
    this.#options = options
    this.#rows = readDemoRows(options.context.db.now())
  }

  start(): void {
    const pause = shortestPause + this.#options.random() * (longestPause - shortestPause)
    this.#cancel = this.#options.schedule(() => {
      this.#moving = this.#moveAndGoOn()
    }, pause)
  }

  /** Resolves when the move that was under way is over. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancel()
    await this.#moving
  }

  async #moveAndGoOn(): Promise<void> {
    try {
      if (this.#options.mayPlay()) await this.move()
    } catch (error) {
      this.#options.log.warn({ error: String(error) }, 'a move of the simulator failed')
    }
    if (!this.#stopped) this.start()
  }

  /** Makes one move. @returns what was done; undefined where there was nothing to do, or somebody else was quicker. */
  async move(): Promise<Move | undefined> {
    const { context, random, log } = this.#options
    const state = await readSimulatorState(context.db)
    await this.#receive(state)
    const move = pick([...simulatorMoves(state), ...this.#newTickets(state)], random)
    if (!move) return undefined
    try {
      await runCommand(context, move)
      return move
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      log.debug({ command: move.name, refusal: error.message }, 'a move of the simulator was refused')
      return undefined
    }
  }

  /** Whoever is played has a device in their pocket: what is assigned to them arrives, and is looked at. */
  async #receive({ technicians, tickets }: SimulatorState): Promise<void> {
    for (const { technician, actsAs } of technicians) {
      const arriving = tickets
        .flatMap(({ assignments }) => assignments)
        .find(({ technicianId, state, seenAt }) => {
          return (
            technicianId === technician.id && seenAt === undefined && (state === 'assigned' || state === 'dispatched')
          )
        })
      if (!actsAs || !arriving) continue
      const step = arriving.deliveredAt === undefined ? 'delivered' : 'seen'
      await noteReceipts(this.#options.context.db, actsAs, { receipts: [{ assignmentId: arriving.id, step }] })
    }
  }

  #newTickets(state: SimulatorState): Candidate[] {
    const { random } = this.#options
    const open = state.tickets.filter((ticket) => !isEnded(ticket.status)).length
    const principal = anyOf(state.dispatchers, random)
    const row = anyOf(this.#rows, random)
    const siteId = anyOf(state.siteIds, random)
    if (open >= maxOpen || !principal || !row || siteId === undefined) return []
    const { title, description, type, priority } = row
    const input: CommandInput<'ticket.create'> = { title, description, type, priority, siteId, source: 'demo' }
    return [{ weight: newTicketWeight, move: { name: 'ticket.create', principal, id: '', input } }]
  }
}

function anyOf<T>(items: readonly T[], random: () => number): T | undefined {
  return items[Math.floor(random() * items.length)]
}

/**
 * First the kind of move by its weight, then one of that kind: 40 tickets that could be closed shall not outvote the one
 * technician who has arrived.
 */
function pick(candidates: readonly Candidate[], random: () => number): Move | undefined {
  const kinds = [...Map.groupBy(candidates, ({ move }) => move.name).values()]
  const kind = anyWeighted(kinds, (each) => Math.max(...each.map(({ weight }) => weight)), random)
  return anyWeighted(kind ?? [], (each) => each.weight, random)?.move
}

function anyWeighted<T>(items: readonly T[], weightOf: (item: T) => number, random: () => number): T | undefined {
  let left = random() * items.reduce((sum, item) => sum + weightOf(item), 0)
  return items.find((item) => (left -= weightOf(item)) < 0) ?? items.at(-1)
}
