import { backoff } from './backoff.ts'
import { Passing, problemOf } from './Passing.ts'
import { type Clock, type Log } from './ports.ts'
import { type StoredCommand } from './replicaStore.ts'
import { type Outcome } from './sendCommand.ts'

export interface CommandSenderOptions {
  clock: Clock
  log: Log
  /** The one whose turn it is; undefined where none may be sent now. */
  next: () => StoredCommand | undefined
  /** @throws {Passing} not known, or not yet. */
  send: (command: StoredCommand) => Promise<Outcome>
  settle: (command: StoredCommand, outcome: Outcome) => Promise<void>
  /** It was tried in vain and stays first. */
  onPassing: (command: StoredCommand) => void
}

/** A 500 may be a fault that every repeat meets again, and it holds up all that waits behind it. */
const mostFaults = 5

/** When commands are sent: one at a time, the first again and again until the server has said yes or no (S41, S42). */
export class CommandSender {
  readonly #options: CommandSenderOptions
  #sending = false
  #failures = 0
  #faults = 0
  #notBefore = 0
  #stopTimer: () => void = () => {}
  /** Raised when the user changes: an answer for the one before is not listened to. */
  #epoch = 0
  #closed = false

  constructor(options: CommandSenderOptions) {
    this.#options = options
  }

  /** Now may be a better time than the one it waits for; a server that asked for patience gets it all the same. */
  poke(): void {
    this.#stopTimer()
    void this.#pump()
  }

  /** There may be one to send; what waits for its time goes on waiting. */
  next(): void {
    if (this.#failures === 0) void this.#pump()
  }

  /** Nobody's commands: what is under way is not listened to any more. */
  stop(): void {
    this.#epoch++
    this.#stopTimer()
    this.#failures = 0
    this.#faults = 0
    this.#notBefore = 0
  }

  close(): void {
    this.#closed = true
    this.stop()
  }

  async #pump(): Promise<void> {
    if (this.#closed) return
    const wait = this.#notBefore - this.#options.clock.now()
    if (wait > 0) return this.#later(wait)
    if (this.#sending) return
    this.#sending = true
    const epoch = this.#epoch
    try {
      let next = this.#options.next()
      while (next && epoch === this.#epoch && (await this.#send(next, epoch))) next = this.#options.next()
    } finally {
      this.#sending = false
    }
    // Someone else signed in meanwhile, whose commands have waited for this answer.
    if (epoch !== this.#epoch) void this.#pump()
  }

  /** False where the queue has to wait. */
  async #send(command: StoredCommand, epoch: number): Promise<boolean> {
    const { send, settle, log } = this.#options
    try {
      const outcome = await send(command)
      if (epoch !== this.#epoch) return false
      this.#failures = 0
      this.#faults = 0
      await settle(command, outcome)
      return true
    } catch (error) {
      if (epoch !== this.#epoch) return false
      if (error instanceof Passing) return this.#failed(command, error)
      log.error('sending a command failed', { error: String(error) })
      return this.#failed(command, new Passing(problemOf(error), { fault: true }))
    }
  }

  async #failed(command: StoredCommand, { fault, retryAfter }: Passing): Promise<boolean> {
    const { clock, settle, onPassing } = this.#options
    if (fault && ++this.#faults >= mostFaults) {
      this.#faults = 0
      const message = 'The server failed on this change each time it was sent.'
      await settle(command, { kind: 'refused', error: { code: 'internal', message, details: {} } })
      return true
    }
    onPassing(command)
    if (retryAfter > 0) this.#notBefore = clock.now() + retryAfter
    this.#later(Math.max(retryAfter, backoff(this.#failures++, clock.random())))
    return false
  }

  #later(ms: number): void {
    this.#stopTimer()
    this.#stopTimer = this.#options.clock.after(ms, () => void this.#pump())
  }
}
