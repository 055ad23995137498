import { accountDeadlines } from './accountCalls.ts'
import { afterEach, expect, test } from 'vitest'
import { Refused } from '../../api/contract/errors.ts'
import { createAnswerer, type Handlers } from './answerer.ts'
import { createCaller, type Caller } from './caller.ts'
import { callDeadlines, type Status } from './messages.ts'
import { type Port } from './port.ts'
import { portPair } from './portPair.ts'
import { LinkFailure } from './wire.ts'

const status: Status = {
  phase: 'live',
  user: undefined,
  asOf: undefined,
  nextTryAt: undefined,
  polling: false,
  latency: undefined,
  clockOffset: 0,
  waiting: 0,
  problem: undefined,
  outdated: false,
  home: 'shared',
  durable: true,
}

function unused(): never {
  throw new Error('not called in this test')
}

/** A handler for each of these calls. */
function mapNames<Name extends string>(names: Record<Name, unknown>): Record<Name, typeof unused> {
  return Object.fromEntries(Object.keys(names).map((name) => [name, unused])) as Record<Name, typeof unused>
}

const handlers: Handlers = {
  ...mapNames(accountDeadlines),
  hello: () => status,
  signIn: unused,
  signOut: unused,
  watch: unused,
  unwatch: unused,
  openTicket: unused,
  closeTicket: unused,
  editTicket: unused,
  sawAssignments: unused,
  send: unused,
  acceptTicket: unused,
  dismiss: unused,
  figures: unused,
  list: unused,
  history: unused,
  upload: unused,
  download: unused,
  exportCsv: unused,
  previewImport: unused,
  runImport: unused,
  importReport: unused,
  listImports: unused,
  listNotifications: unused,
  readNotifications: unused,
  clearNotifications: unused,
  notificationPreferences: unused,
  saveNotificationPreferences: unused,
  mute: unused,
  setOffDuty: unused,
  showNews: unused,
  wake: unused,
  networkLost: unused,
}

interface Clock {
  after: (ms: number, run: () => void) => () => void
  waiting: Map<() => void, number>
}

function handClock(): Clock {
  const waiting = new Map<() => void, number>()
  return {
    waiting,
    after: (ms, run) => {
      waiting.set(run, ms)
      return () => void waiting.delete(run)
    },
  }
}

interface Ends {
  caller: Caller
  window: Port
  sync: Port
  clock: Clock
  bugs: unknown[]
  answerer: ReturnType<typeof createAnswerer>
}

function join(changed: Partial<Handlers> = {}): Ends {
  const [window, sync] = portPair({ clone: structuredClone, defer: queueMicrotask })
  const clock = handClock()
  const bugs: unknown[] = []
  const answerer = createAnswerer(sync, { ...handlers, ...changed }, (error) => bugs.push(error))
  return { caller: createCaller(window, clock), window, sync, clock, bugs, answerer }
}

let ends: Ends
afterEach(() => {
  ends.window.close()
  if (ends.clock.waiting.size > 0) throw new Error('a deadline is left running')
})

test('a call gets what its handler gives', async () => {
  ends = join()
  expect(await ends.caller.call('hello', { linkVersion: 1, windowId: 'w' })).toEqual(status)
})

test('calls made together get each its own answer, in whatever order they are given', async () => {
  const gates: (() => void)[] = []
  ends = join({
    send: ({ command }) => new Promise((resolve) => gates.push(() => resolve({ id: command.target ?? '' }))),
  })
  const send = (target: string) => ends.caller.call('send', { command: { name: 'ticket.open', target, input: {} } })
  const answers = [send('a'), send('b')]
  await Promise.resolve()
  await Promise.resolve()
  for (const gate of gates.toReversed()) gate()
  expect(await Promise.all(answers)).toEqual([{ id: 'a' }, { id: 'b' }])
})

test('a refusal comes back with its code, sentence and details', async () => {
  ends = join({
    signOut: () => {
      throw new Refused('conflict', 'Two changes wait.', { waiting: 2 })
    },
  })
  const answer = ends.caller.call('signOut', { discardWaiting: false })
  await expect(answer).rejects.toMatchObject({ name: 'Refused', code: 'conflict', details: { waiting: 2 } })
  expect(ends.bugs).toEqual([])
})

test('a bug is reported there and crosses without its text', async () => {
  const bug = new Error('secret inside')
  ends = join({
    watch: () => {
      throw bug
    },
  })
  const answer = ends.caller.call('watch', { types: ['ticket'] })
  await expect(answer).rejects.toMatchObject({ kind: 'bug', message: expect.not.stringContaining('secret') })
  expect(ends.bugs).toEqual([bug])
})

test('each call has a deadline of its own', async () => {
  ends = join({ list: () => new Promise(() => {}) })
  const answer = ends.caller.call('list', { collection: 'tickets', params: {} })
  const [deadline] = [...ends.clock.waiting]
  expect(deadline?.[1]).toBe(callDeadlines.list)
  deadline?.[0]()
  await expect(answer).rejects.toMatchObject({ kind: 'deadline' })
  ends.clock.waiting.clear()
})

test('calls under way fail when the port closes, and so do later ones', async () => {
  ends = join({ list: () => new Promise(() => {}) })
  let closed = 0
  ends.caller.onClose(() => closed++)
  const answer = ends.caller.call('list', { collection: 'tickets', params: {} })
  ends.sync.close()
  await expect(answer).rejects.toMatchObject({ kind: 'closed' })
  await expect(ends.caller.call('networkLost')).rejects.toBeInstanceOf(LinkFailure)
  expect(closed).toBe(1)
})

test('events reach every listener until it stops listening', async () => {
  ends = join()
  const seen: string[] = []
  const stop = ends.caller.on('status', ({ phase }) => seen.push(`a ${phase}`))
  ends.caller.on('status', ({ phase }) => seen.push(`b ${phase}`))
  ends.answerer.send('status', status)
  await Promise.resolve()
  stop()
  ends.answerer.send('status', { ...status, phase: 'offline' })
  await Promise.resolve()
  expect(seen).toEqual(['a live', 'b live', 'b offline'])
})

test('what could not be copied to another process is refused where it is sent', () => {
  ends = join()
  expect(() => ends.sync.post({ event: 'status', data: () => {} })).toThrow(/could not be cloned/)
})

test('a call that only a newer window knows is refused, not ignored', async () => {
  ends = join()
  const answers: unknown[] = []
  ends.window.onMessage((message) => answers.push(message))
  ends.window.post({ call: 'teleport', n: 1, input: {} })
  await new Promise((resolve) => setImmediate(resolve))
  expect(answers).toEqual([{ n: 1, error: expect.objectContaining({ kind: 'refused' }) }])
})

test('noise on the port is ignored', async () => {
  ends = join()
  for (const noise of [null, 7, 'x', [], {}, { n: 'one' }, { n: 1, error: 'x' }]) ends.sync.post(noise)
  expect(await ends.caller.call('hello', { linkVersion: 1, windowId: 'w' })).toEqual(status)
})
