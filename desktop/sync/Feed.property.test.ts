import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Api } from './api.ts'
import { createClockOffset } from './clockOffset.ts'
import { Feed } from './Feed.ts'
import { Replica } from './Replica.ts'
import { SyncTally } from './SyncTally.ts'
import { FakeClock, settle } from './testing/FakeClock.ts'
import { collectingLog } from './testing/logs.ts'
import { feeds, ModelServer } from './testing/ModelServer.ts'

interface Step {
  do: string
  row?: number
  raise?: boolean
  visible?: boolean
  feed?: number
}

function one(weight: number, ...names: string[]): { weight: number; arbitrary: fc.Arbitrary<Step> } {
  return { weight, arbitrary: fc.constantFrom(...names).map((name) => ({ do: name })) }
}

const change = fc.record({
  do: fc.constant('change'),
  row: fc.nat(4),
  raise: fc.boolean(),
  visible: fc.boolean(),
  feed: fc.nat(1),
})

/** What may happen to one client of one server, in any order. */
const usual = [
  { weight: 10, arbitrary: change },
  one(8, 'publish'),
  one(20, 'deliver'),
  one(3, 'repeat', 'lose'),
  one(4, 'ask'),
  one(6, 'answer'),
  one(1, 'lose', 'garble', 'poll', 'check', 'whole', 'supersede'),
]
const onOneConnection = fc.oneof(...usual)
const withReconnects = fc.oneof(...usual, one(3, 'reconnect'))

/** A client as Connection.ts drives it: it catches up after each connection and each doubt, here when the test says so. */
class Client {
  readonly server = new ModelServer()
  readonly replica = new Replica()
  readonly feed: Feed
  /** Answers on their way, as of when they were asked. */
  readonly #answers: (() => void)[] = []
  /** A catch-up is due: at a connection and after a doubt. */
  due = true
  #busy: Promise<void> = Promise.resolve()

  constructor() {
    const { replica } = this
    const api: Api = async (request) => {
      const answered = await this.server.api(request)
      await new Promise<void>((resolve) => this.#answers.push(resolve))
      return answered
    }
    this.feed = new Feed({
      replica,
      api,
      clock: new FakeClock(),
      offset: createClockOffset(),
      log: collectingLog(),
      tally: new SyncTally(),
      onDoubt: () => {
        this.due = true
      },
      onProgress: () => {},
    })
  }

  begin(run: () => Promise<void>): void {
    this.#busy = run().catch(() => {})
  }

  catchUp(subscribed: boolean): void {
    if (subscribed) this.due = false
    this.begin(async () => {
      await this.feed.catchUp(subscribed).catch(() => {
        this.due ||= subscribed
      })
    })
  }

  answerOne(): void {
    this.#answers.shift()?.()
  }

  async finish(): Promise<void> {
    for (let turn = 0; turn < 3; turn++) {
      await settle()
      while (this.#answers.length > 0) this.answerOne()
    }
    await this.#busy
  }

  reconnect(): void {
    this.server.wire.length = 0
    this.feed.begin()
    this.due = true
  }

  deliver(message = this.server.wire.shift()): void {
    if (message) this.feed.receive(message)
  }
}

async function take(client: Client, step: Step): Promise<void> {
  const { server, feed } = client
  switch (step.do) {
    case 'change': {
      const { row = 0, visible = true, raise = true } = step
      const topic = feeds[step.feed ?? 0]
      return raise ? server.update(row, visible, topic) : server.show(row, visible, topic)
    }
    case 'publish':
      return server.publish()
    case 'deliver':
      return client.deliver()
    case 'repeat':
      return client.deliver(server.wire[0])
    case 'lose':
      return void server.wire.shift()
    case 'garble': {
      const lost = server.wire.shift()
      return lost && client.deliver({ ...lost, payload: lost.payload.slice(0, -3) })
    }
    case 'reconnect':
      return client.reconnect()
    case 'poll':
      return client.catchUp(false)
    case 'check':
      return client.begin(() => feed.check())
    case 'ask':
      return client.due ? client.catchUp(true) : undefined
    case 'answer':
      client.answerOne()
      return settle()
    case 'whole':
      server.pruned = server.head
      return
    case 'supersede':
      // The answer under way is given up for a newer one.
      client.catchUp(client.due)
  }
}

/** Everything arrives; one more change on each feed shows what was lost, and each doubt is followed up. */
async function comeToRest(client: Client): Promise<void> {
  const { server } = client
  await client.finish()
  for (const [index, feed] of feeds.entries()) server.update(90 + index, true, feed)
  server.publish()
  for (let round = 0; round < 4; round++) {
    while (server.wire.length > 0) client.deliver()
    if (client.due) client.catchUp(true)
    await client.finish()
  }
}

/** What is held at rest, and what should be. */
async function run(steps: Step[], checked: boolean): Promise<Record<'held' | 'visible', Map<string, number>>> {
  const client = new Client()
  client.server.update(0, true)
  client.server.update(1, true)
  client.server.publish()
  client.reconnect()
  client.catchUp(true)
  await client.finish()
  for (const step of steps) await take(client, step)
  await comeToRest(client)
  if (checked) {
    client.begin(() => client.feed.check())
    await client.finish()
  }
  const held = [...client.replica.all()].map(({ id, version }): [string, number] => [id, version])
  return { held: new Map(held), visible: new Map(client.server.visible()) }
}

const size = { minLength: 5, maxLength: 80 }

test('S27 S13 whatever is repeated, late, lost or garbled, the next message shows it and at rest the replica is right', async () => {
  const property = fc.asyncProperty(fc.array(onOneConnection, size), async (steps) => {
    const { held, visible } = await run(steps, false)
    expect(held).toEqual(visible)
  })
  await fc.assert(property, { numRuns: 500 })
}, 60_000)

test('S27 S16 what was lost just before a reconnect, which no message can show, the next check puts right', async () => {
  const property = fc.asyncProperty(fc.array(withReconnects, size), async (steps) => {
    const { held, visible } = await run(steps, true)
    expect(held).toEqual(visible)
  })
  await fc.assert(property, { numRuns: 500 })
}, 60_000)
