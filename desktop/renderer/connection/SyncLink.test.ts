import { afterEach, expect, test } from 'vitest'
import { createAnswerer, type Answerer, type Handlers } from '../../link/answerer.ts'
import { type Status } from '../../link/messages.ts'
import { domPort } from '../../link/portAdaptors.ts'
import { SyncLink } from './SyncLink.ts'

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

const opened: MessagePort[] = []
afterEach(() => {
  for (const port of opened.splice(0)) port.close()
})

/** Timers that run when the test says so. */
class HandClock {
  readonly waiting = new Map<() => void, number>()
  readonly after = (ms: number, run: () => void): (() => void) => {
    this.waiting.set(run, ms)
    return () => void this.waiting.delete(run)
  }

  /** Runs those of this length. */
  pass(ms: number): void {
    for (const [run, length] of this.waiting) {
      if (length === ms && this.waiting.delete(run)) run()
    }
  }
}

/** A sync client that answers `hello` and `watch`, each time it is opened; the others as given. */
function world(given: Partial<Handlers> = {}) {
  const clock = new HandClock()
  const heard: string[] = []
  const clients: { answerer: Answerer; called: string[] }[] = []
  const noted: (() => void)[] = []
  const note = (what: string): void => {
    heard.push(what)
    for (const look of noted) look()
  }
  const link = new SyncLink({
    after: clock.after,
    events: {
      onStatus: ({ phase }) => note(phase),
      onRows: () => note('rows'),
      onCommands: () => note('commands'),
      onNotifications: () => note('notifications'),
      onNews: () => note('news'),
      onPresence: () => note('presence'),
      onLost: () => note('lost'),
    },
    host: {
      openSync: () => {
        const { port1, port2 } = new MessageChannel()
        opened.push(port1, port2)
        const called: string[] = []
        const handlers = new Proxy(given, {
          get: (own, name: keyof Handlers) =>
            own[name] ?? (() => (called.push(name), name === 'hello' ? status : undefined)),
          getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: undefined }),
        })
        // Every call that is not given is answered with nothing.
        clients.push({ answerer: createAnswerer(domPort(port2), handlers as Handlers, () => {}), called })
        return { kind: 'port', port: port1 }
      },
    },
  })
  const until = (done: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (done()) resolve()
      }
      noted.push(look)
      look()
    })
  return { link, clock, heard, clients, until }
}

test('it says hello, then asks for the rows it shows', async () => {
  const { link, clients, heard } = world()
  link.start()
  await link.call('wake', { reason: 'focus' })
  expect(clients[0]?.called).toEqual(['hello', 'watch', 'wake'])
  expect(heard).toEqual(['live'])
})

test('what the sync client says by itself is heard', async () => {
  const { link, clients, heard, until } = world()
  link.start()
  await link.call('wake', { reason: 'focus' })
  clients[0]?.answerer.send('rows', { reset: [], rows: [], gone: [], complete: [] })
  clients[0]?.answerer.send('status', { ...status, phase: 'offline' })
  await until(() => heard.includes('offline'))
  expect(heard).toEqual(['live', 'rows', 'offline'])
})

test('where a call gets no answer it says so, and opens a new port', async () => {
  const { link, clock, clients, heard, until } = world({ dismiss: () => new Promise(() => {}) })
  link.start()
  await link.call('wake', { reason: 'focus' })
  const unanswered = link.call('dismiss', { id: 'x' })
  clock.pass(10_000)
  await expect(unanswered).rejects.toMatchObject({ kind: 'deadline' })
  expect(heard).toEqual(['live', 'lost'])
  clock.pass(200)
  await until(() => heard.length === 3)
  expect(clients).toHaveLength(2)
  expect(heard).toEqual(['live', 'lost', 'live'])
})

test('a call made meanwhile waits for the new port', async () => {
  const { link, clock, clients } = world({ dismiss: () => new Promise(() => {}) })
  link.start()
  await link.call('wake', { reason: 'focus' })
  const unanswered = link.call('dismiss', { id: 'x' })
  clock.pass(10_000)
  await expect(unanswered).rejects.toThrow()
  const waiting = link.call('wake', { reason: 'asked' })
  clock.pass(200)
  await waiting
  expect(clients[1]?.called).toEqual(['hello', 'watch', 'wake'])
})
