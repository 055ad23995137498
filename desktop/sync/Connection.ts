import { Refused } from '../../api/contract/errors.ts'
import { type Status } from '../link/messages.ts'
import {
  firstState,
  phaseOf,
  type ConnectionEffect,
  type ConnectionEvent,
  type ConnectionState,
  type TimerName,
} from './connectionState.ts'
import { step } from './connectionStep.ts'
import { checkEvery } from './DriftCheck.ts'
import { type Feed } from './Feed.ts'
import { type FeedTopics } from './feedTopics.ts'
import { Passing, problemOf } from './Passing.ts'
import { type Clock, type Log, type MqttConnection, type MqttMessage, type MqttPort } from './ports.ts'
import { type SyncTally } from './SyncTally.ts'

export interface ConnectionOptions {
  clock: Clock
  mqtt: MqttPort
  log: Log
  feed: Feed
  tally: SyncTally
  tokens: { token(): Promise<string>; renew(): Promise<void> }
  topics: () => FeedTopics
  /** A new connection: what only the old one said is not known any more. */
  onBegin: () => void
  /** Takes a message that is not about rows of the replica; false where it is. */
  onAside: (message: MqttMessage) => boolean
  /** The broker answered SUBSCRIBE within so many ms: the smallest question that it is asked. */
  onRoundTrip: (ms: number) => void
  /** Its state changed. */
  onChange: () => void
  /** The server answers (again): what waits may be sent. */
  onReached: () => void
}

/** Until CONNACK and SUBACK; a server that takes longer is as good as none. */
const connectDeadline = 20_000

/** Carries out what connectionStep.ts decides. It alone holds the MQTT connection and its timers. */
export class Connection {
  readonly #options: ConnectionOptions
  readonly #timers = new Map<TimerName | 'connect' | 'check', () => void>()
  #state: ConnectionState = firstState
  /** Answers to an older try mean nothing any more. */
  #attempt = 0
  #catchUps = 0
  #link: MqttConnection | undefined
  #closeLink: () => void = () => {}
  #extras = new Set<string>()

  constructor(options: ConnectionOptions) {
    this.#options = options
  }

  get status(): Pick<Status, 'phase' | 'nextTryAt' | 'polling' | 'problem'> {
    const { nextTryAt, polling, problem } = this.#state
    return { phase: phaseOf(this.#state), nextTryAt, polling, problem }
  }

  dispatch(event: ConnectionEvent): void {
    const { clock, log, onChange } = this.#options
    const before = this.#state.activity
    const { state, effects } = step(this.#state, event, { now: clock.now(), random: clock.random() })
    this.#state = state
    if (state.activity !== before) log.info('connection', { from: before, to: state.activity, event: event.kind })
    for (const effect of effects) this.#carryOut(effect)
    if (state.activity === 'live' && before !== 'live') this.#checkLater()
    onChange()
  }

  /** Topics beside the feeds: those of tickets come and go with the windows in which they are open. */
  async setExtras(filters: ReadonlySet<string>): Promise<void> {
    const added = [...filters].filter((each) => !this.#extras.has(each))
    const left = [...this.#extras].filter((each) => !filters.has(each))
    this.#extras = new Set(filters)
    const link = this.#link
    if (!link) return
    try {
      if (left.length > 0) await link.unsubscribe(left)
      if (added.length > 0) await link.subscribe(added)
    } catch (error) {
      this.#options.log.info('topics of open tickets were not changed', { reason: problemOf(error) })
    }
  }

  /** Ends it for good. */
  close(): void {
    this.dispatch({ kind: 'stopped' })
  }

  #carryOut(effect: ConnectionEffect): void {
    switch (effect.kind) {
      case 'connect':
        return void this.#connect()
      case 'disconnect':
        return this.#disconnect()
      case 'renew':
        return void this.#renew()
      case 'catchUp':
        return void this.#catchUp()
      case 'poll':
        return void this.#poll()
      case 'startTimer':
        return this.#startTimer(effect.timer, effect.ms, () => this.dispatch({ kind: `${effect.timer}Due` }))
      case 'stopTimer':
        return this.#stopTimer(effect.timer)
    }
  }

  #startTimer(name: TimerName | 'connect' | 'check', ms: number, run: () => void): void {
    this.#stopTimer(name)
    const stop = this.#options.clock.after(ms, () => {
      this.#timers.delete(name)
      run()
    })
    this.#timers.set(name, stop)
  }

  #stopTimer(name: TimerName | 'connect' | 'check'): void {
    this.#timers.get(name)?.()
    this.#timers.delete(name)
  }

  #disconnect(): void {
    this.#attempt++
    this.#catchUps++
    this.#stopTimer('connect')
    this.#stopTimer('check')
    this.#closeLink()
    this.#closeLink = () => {}
    this.#link = undefined
  }

  async #connect(): Promise<void> {
    this.#disconnect()
    const attempt = this.#attempt
    const isCurrent = (): boolean => attempt === this.#attempt
    const fail = (event: ConnectionEvent): void => {
      if (!isCurrent()) return
      this.#disconnect()
      this.dispatch(event)
    }
    this.#startTimer('connect', connectDeadline, () => fail({ kind: 'lost', problem: 'The server does not answer.' }))
    try {
      const token = await this.#options.tokens.token()
      if (!isCurrent()) return
      await this.#subscribe(token, isCurrent, fail)
      if (!isCurrent()) return
      this.#stopTimer('connect')
      this.#options.tally.connections++
      this.dispatch({ kind: 'connected' })
      this.#options.onReached()
    } catch (error) {
      fail({ kind: 'lost', problem: problemOf(error) })
    }
  }

  /** All of it before /sync is asked: what changes in between then comes twice instead of never (S10). */
  async #subscribe(token: string, isCurrent: () => boolean, fail: (event: ConnectionEvent) => void): Promise<void> {
    const { mqtt, feed, onBegin, onAside, topics, clock, onRoundTrip } = this.#options
    feed.begin()
    onBegin()
    const link = mqtt.connect(token, {
      onMessage: (message) => {
        if (isCurrent() && !onAside(message)) feed.receive(message)
      },
      onClosed: ({ refused, problem }) => fail({ kind: refused ? 'credentialsRefused' : 'lost', problem }),
    })
    this.#closeLink = () => link.close()
    const connection = await link.connected
    if (!isCurrent()) return
    this.#link = connection
    const { needed, extras } = topics()
    this.#extras = new Set(extras)
    const sent = clock.now()
    const refused = await connection.subscribe([...needed, ...extras])
    onRoundTrip(clock.now() - sent)
    const missing = refused.filter((filter) => needed.includes(filter))
    if (missing.length > 0) {
      fail({ kind: 'credentialsRefused', problem: `The server does not give ${missing.join(', ')} to this user.` })
    }
  }

  async #renew(): Promise<void> {
    const attempt = this.#attempt
    const event = await this.#options.tokens.renew().then(
      (): ConnectionEvent => ({ kind: 'renewed' }),
      (error: unknown): ConnectionEvent => ({ kind: 'renewFailed', problem: problemOf(error) }),
    )
    if (attempt === this.#attempt) this.dispatch(event)
  }

  async #catchUp(): Promise<void> {
    const catchUp = ++this.#catchUps
    const event = await this.#options.feed.catchUp(true).then(
      (): ConnectionEvent => ({ kind: 'caughtUp' }),
      (error: unknown): ConnectionEvent => ({
        kind: 'catchUpFailed',
        problem: problemOf(error),
        retryAfter: error instanceof Passing ? error.retryAfter : 0,
      }),
    )
    if (catchUp === this.#catchUps) this.dispatch(event)
  }

  async #poll(): Promise<void> {
    const event = await this.#options.feed.catchUp(false).then(
      (): ConnectionEvent => ({ kind: 'polled' }),
      (error: unknown): ConnectionEvent => ({ kind: 'pollFailed', problem: problemOf(error) }),
    )
    this.dispatch(event)
    if (event.kind === 'polled') this.#options.onReached()
  }

  #checkLater(): void {
    const { clock } = this.#options
    this.#startTimer('check', checkEvery * (0.9 + 0.2 * clock.random()), () => void this.#check())
  }

  async #check(): Promise<void> {
    if (this.#state.activity !== 'live') return
    const attempt = this.#attempt
    await this.#options.feed.check().catch((error: unknown) => {
      this.#options.log.info('a check could not be made', { reason: problemOf(error) })
      if (error instanceof Refused && attempt === this.#attempt)
        this.dispatch({ kind: 'doubt', problem: error.message })
    })
    if (attempt === this.#attempt) this.#checkLater()
  }
}
