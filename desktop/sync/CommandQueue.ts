import { Refused } from '../../api/contract/errors.ts'
import { type EntityType } from '../../api/contract/change.ts'
import { type SessionUser } from '../../api/contract/session.ts'
import { type Ticket } from '../../api/contract/ticket.ts'
import { type Command, type CommandState } from '../link/messages.ts'
import { type Api } from './api.ts'
import { AssignmentIds } from './AssignmentIds.ts'
import { checkCommand, holdsSecret, isCreation, withOwnId } from './commandRequest.ts'
import { isWaiting, toCommandState } from './commandState.ts'
import { CommandSender } from './CommandSender.ts'
import { commandSubject } from './commandSubject.ts'
import { type Clock, type Log } from './ports.ts'
import { type Replica, type RowKey } from './Replica.ts'
import { type ReplicaStore, type StoredCommand } from './replicaStore.ts'
import { sendAtOnce, sendCommand, type Outcome } from './sendCommand.ts'

export interface CommandQueueOptions {
  api: Api
  store: Pick<ReplicaStore, 'loadCommands' | 'saveCommands'>
  replica: Replica
  clock: Clock
  log: Log
  newId: () => string
  user: () => SessionUser | undefined
  /** These rows look different now. */
  onRows: (keys: RowKey[]) => void
  /** What became of commands; the last word on those that are confirmed or dismissed. */
  onStates: (states: CommandState[]) => void
}

/** More than a person leaves behind in a day without network; past that something is wrong. */
export const mostCommands = 1_000
/**
 * The commands of one user: kept on disk before they are sent, sent one at a time in the order in which they were given,
 * repeated with the same key until the server has said yes or no (S40 to S49).
 */
export class CommandQueue {
  readonly #options: CommandQueueOptions
  #commands: StoredCommand[] = []
  /** The waiting ones by the row that shows them; made when it is asked for, since 50,000 rows ask in a row. */
  #bySubject: Map<string, StoredCommand[]> | undefined
  readonly #assignmentIds = new AssignmentIds()
  /** Not on disk yet: not to be sent, since it may still have to be refused. */
  readonly #unkept = new Set<StoredCommand>()
  readonly #sender: CommandSender
  #position = 0
  /** Raised when the user changes: what was read for the one before is not used. */
  #epoch = 0

  constructor(options: CommandQueueOptions) {
    this.#options = options
    const { clock, log } = options
    this.#sender = new CommandSender({
      clock,
      log,
      next: () => this.#next(),
      send: (stored) => this.#send(stored),
      settle: (stored, outcome) => this.#settle(stored, outcome),
      // That it was tried is worth keeping, and no more than that.
      onPassing: (stored) => void options.store.saveCommands({ put: [stored], remove: [] }).catch(() => {}),
    })
  }

  get waiting(): number {
    return this.#commands.filter(isWaiting).length
  }

  states(): CommandState[] {
    return this.#commands.map((each) => toCommandState(each))
  }

  /** Those that a row still shows, in their order. */
  pendingFor(type: EntityType, id: string): StoredCommand[] {
    if (this.#commands.length === 0) return []
    this.#bySubject ??= Map.groupBy(this.#commands.filter(isWaiting), keyOfSubject)
    return this.#bySubject.get(`${type}/${id}`) ?? []
  }

  /** The rows that waiting commands of this type show. */
  pendingIds(type: EntityType): string[] {
    return this.#commands.flatMap(({ subject, refusal }) => (subject?.type === type && !refusal ? [subject.id] : []))
  }

  /** Takes up what this user left behind. */
  async load(userId: string): Promise<void> {
    const epoch = this.reset()
    const kept = await this.#options.store.loadCommands()
    if (epoch !== this.#epoch) return
    this.#position = Math.max(this.#position, ...kept.map(({ position }) => position))
    // What was given while the disk was being read comes after what was there, and may be among it.
    const given = new Set(this.#commands.map(({ id }) => id))
    const before = kept.filter((each) => each.userId === userId && !given.has(each.id))
    this.#commands = [...before, ...this.#commands]
    this.#show(this.#commands)
    this.poke()
  }

  /** Nobody is signed in: nothing is sent, and what is kept stays kept. */
  reset(): number {
    this.#sender.stop()
    const forgotten = this.#commands.splice(0)
    this.#show(forgotten)
    this.#options.onStates(forgotten.map((each) => ({ ...toCommandState(each), state: 'dismissed' })))
    return ++this.#epoch
  }

  /** Throws away all that waits or was refused: its author said so. */
  async discard(): Promise<void> {
    const remove = this.#commands.map(({ id }) => id)
    this.reset()
    await this.#options.store.saveCommands({ put: [], remove })
  }

  /**
   * Shown at once, kept before it is promised.
   * @throws {Refused} not a command, too many wait, or it cannot be kept.
   */
  async add(given: Command, windowId: string): Promise<{ id: string }> {
    const { store, clock, newId, log } = this.#options
    const user = this.#check(given)
    if (holdsSecret(given)) return sendAtOnce(this.#options.api, { id: newId(), command: given }, clock.now())
    const command = this.#assignmentIds.resolve(withOwnId(given, newId))
    const subject = commandSubject(command, this.#options.replica, this.#commands)
    const stored: StoredCommand = {
      id: newId(),
      position: ++this.#position,
      userId: user.id,
      windowId,
      command,
      sentAt: new Date(clock.now()).toISOString(),
      firstTriedAt: undefined,
      subject,
      refusal: undefined,
    }
    this.#commands.push(stored)
    this.#unkept.add(stored)
    this.#show([stored])
    try {
      await store.saveCommands({ put: [stored], remove: [] })
    } catch (error) {
      log.error('a command could not be kept', { error: String(error) })
      this.#remove(stored)
      throw new Refused('unavailable', 'This change could not be kept on this device: its storage may be full.')
    } finally {
      this.#unkept.delete(stored)
      this.#sender.next()
    }
    return { id: stored.id }
  }

  async dismiss(id: string): Promise<void> {
    const refused = this.#commands.find((each) => each.id === id && each.refusal)
    if (!refused) return
    await this.#options.store.saveCommands({ put: [], remove: [id] })
    this.#remove(refused)
    this.#options.onStates([{ ...toCommandState(refused), state: 'dismissed' }])
  }

  /** Now may be a better time than the one it waits for; a server that asked for patience gets it all the same. */
  poke(): void {
    this.#sender.poke()
  }

  close(): void {
    this.#epoch++
    this.#sender.close()
  }

  #check(command: Command): SessionUser {
    const user = this.#options.user()
    if (!user) throw new Refused('unauthenticated', 'Nobody is signed in.')
    checkCommand(command)
    if (this.#commands.length < mostCommands) return user
    const message = `${mostCommands} changes wait on this device already. Wait until they are sent, or dismiss refused ones.`
    throw new Refused('slow_down', message)
  }

  #next(): StoredCommand | undefined {
    const next = this.#commands.find(isWaiting)
    return next && !this.#unkept.has(next) ? next : undefined
  }

  #send(stored: StoredCommand): Promise<Outcome> {
    const { api, clock } = this.#options
    const now = clock.now()
    const sending = sendCommand(api, stored, now)
    stored.firstTriedAt ??= now
    return sending
  }

  async #settle(stored: StoredCommand, outcome: Outcome): Promise<void> {
    const { store, replica, onStates, log } = this.#options
    const failed = (error: unknown): void => log.error('the commands could not be kept', { error: String(error) })
    if (outcome.kind === 'refused') {
      stored.refusal = outcome.error
      await store.saveCommands({ put: [stored], remove: [] }).catch(failed)
      this.#show([stored])
      return
    }
    const { row, warnings } = outcome
    if (row) replica.applyAnswer(row, isCreation(stored.command.name))
    const gone = endedBy(stored, outcome)
    if (gone) replica.drop(gone.type, gone.id)
    const moved = row?.type === 'ticket' ? this.#retarget(stored, row.data as unknown as Ticket) : []
    this.#remove(stored)
    await store.saveCommands({ put: moved, remove: [stored.id] }).catch(failed)
    onStates([
      {
        ...toCommandState(stored),
        state: 'confirmed',
        ...(row && { resultId: row.id }),
        ...(warnings && { warnings }),
      },
    ])
  }

  /** Steps that wait for an assignment which had no id of its own yet: now it has one. */
  #retarget(made: StoredCommand, ticket: Ticket): StoredCommand[] {
    this.#assignmentIds.learn(made, ticket, this.#options.user())
    const waiting = this.#commands.filter((each) => each.command.target === made.id)
    for (const each of waiting) each.command = this.#assignmentIds.resolve(each.command)
    return waiting
  }

  #remove(stored: StoredCommand): void {
    this.#commands = this.#commands.filter((each) => each !== stored)
    this.#bySubject = undefined
    if (stored.subject) this.#options.onRows([stored.subject])
  }

  #show(commands: StoredCommand[]): void {
    this.#bySubject = undefined
    if (commands.length === 0) return
    this.#options.onRows(commands.flatMap(({ subject }) => subject ?? []))
    const present = commands.filter((each) => this.#commands.includes(each))
    this.#options.onStates(present.map((each) => toCommandState(each)))
  }
}

/** What the command has ended: by deleting it, or by a move that joined all of it to the row of the answer. */
function endedBy(
  { command, subject }: StoredCommand,
  { row }: Extract<Outcome, { kind: 'confirmed' }>,
): RowKey | undefined {
  const hasEnded = row
    ? command.name === 'inventory.move' && row.id !== command.target
    : command.name.endsWith('.delete')
  return hasEnded ? subject : undefined
}

function keyOfSubject({ subject }: StoredCommand): string {
  return subject ? `${subject.type}/${subject.id}` : ''
}
