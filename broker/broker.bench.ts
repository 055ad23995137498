/**
 * What a delivery and a retained look-up cost, beside aedes as it comes, in one run: `node broker/broker.bench.ts`.
 * Subscribers are sockets in a process of their own that only count (and acknowledge in the rows that say so).
 * Figures are medians of 5 rounds after one to warm up.
 */
import { Aedes } from 'aedes'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createBroker } from './broker.ts'
import { Message } from './Message.ts'
import { type LeanOrder } from './testing/leanClients.ts'

const rounds = 5
const subscribers = 100
const messages = 2_000
const retainedCount = 50_000
const topic = 'feed/staff'
const payload = 'x'.repeat(800)

interface Subject {
  port: number
  publish(topic: string, retain: boolean): Promise<void>
  close(): Promise<void>
}

const log = { debug() {}, info() {}, warn() {}, error() {} }

async function thisBroker(): Promise<Subject> {
  const broker = await createBroker({
    log,
    limits: { clientsPerSubject: 1_000, connectionsPerMinute: 10_000 },
    access: {
      authenticate: async () => ({ subject: 'a', sessionId: 's' }),
      maySubscribe: () => true,
      mayReceive: () => true,
    },
  })
  const port = await broker.listenTcp(0, '127.0.0.1')
  return { port, publish: (to, retain) => broker.publish({ topic: to, payload, retain }), close: () => broker.close() }
}

async function plainAedes(): Promise<Subject> {
  const aedes = await Aedes.createBroker()
  const server = createServer((socket) => aedes.handle(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const publish = (to: string, retain: boolean) =>
    new Promise<void>((resolve, reject) => {
      const message = { cmd: 'publish' as const, topic: to, payload, qos: 1 as const, retain, dup: false }
      aedes.publish(message, (error) => (error ? reject(error) : resolve()))
    })
  const close = async () => {
    server.close()
    await new Promise<void>((resolve) => aedes.close(resolve))
  }
  return { port, publish, close }
}

/** The process with the subscribers; each order is answered once before this resolves. */
function startClients(): { child: ChildProcess; order: (order: LeanOrder) => Promise<unknown> } {
  const child = fork(new URL('./testing/leanClients.ts', import.meta.url))
  const order = (each: LeanOrder) => {
    const answered = once(child, each.do === 'end' ? 'exit' : 'message')
    child.send(each)
    return answered
  }
  return { child, order }
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
}

async function medianOf(run: () => Promise<number>): Promise<number> {
  await run()
  const values: number[] = []
  for (let index = 0; index < rounds; index++) values.push(await run())
  return median(values)
}

/** Deliveries a second to all subscribers together. */
async function deliveryRate(make: () => Promise<Subject>, batch: number, acknowledges: boolean): Promise<number> {
  const subject = await make()
  const { child, order } = startClients()
  await order({ do: 'connect', port: subject.port, clients: subscribers })
  await order({ do: 'subscribe', filter: topic })
  const idAt = 1 + 2 + 2 + topic.length
  const length = idAt + 2 + payload.length
  const acknowledge = acknowledges ? { length, idAt } : undefined
  const rate = await medianOf(async () => {
    await order({ do: 'expect', bytes: messages * length, acknowledge })
    const done = once(child, 'message')
    const start = performance.now()
    for (let sent = 0; sent < messages; sent += batch) {
      await Promise.all(Array.from({ length: batch }, () => subject.publish(topic, false)))
    }
    await done
    return (messages * subscribers) / ((performance.now() - start) / 1_000)
  })
  await order({ do: 'end' })
  await subject.close()
  return rate
}

const topicOf = (number: number) => `tickets/${String(number).padStart(8, '0')}-0000-7000-8000-000000000000`

interface RetainedCost {
  milliseconds: number
  /** The longest the event loop of the broker stood still, over all rounds. */
  blocked: number
}

/** From SUBSCRIBE to the last retained message of the filter. */
async function retainedCost(make: () => Promise<Subject>, filter: string, clients: number): Promise<RetainedCost> {
  const subject = await make()
  for (let number = 0; number < retainedCount; number++) await subject.publish(topicOf(number), true)
  const expectedCount = filter === 'tickets/+' ? retainedCount : 1
  const asked = filter === 'tickets/+' ? filter : topicOf(retainedCount / 2)
  const bytes = 5 + expectedCount * new Message(topicOf(0), payload).size(1)
  const { child, order } = startClients()
  await order({ do: 'connect', port: subject.port, clients })
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const milliseconds = await medianOf(async () => {
    const start = performance.now()
    await order({ do: 'expect', bytes, subscribe: asked })
    await once(child, 'message')
    const taken = performance.now() - start
    await order({ do: 'unsubscribe', filter: asked })
    return taken
  })
  delay.disable()
  await order({ do: 'end' })
  await subject.close()
  return { milliseconds, blocked: delay.max / 1e6 }
}

function print(...cells: string[]): void {
  process.stdout.write(`| ${cells.join(' | ')} |\n`)
}

const perSecond = (rate: number) => `${(Math.round(rate / 1_000) * 1_000).toLocaleString('en')}/s`
const cost = ({ milliseconds, blocked }: RetainedCost) => `${milliseconds.toFixed(1)} ms (${blocked.toFixed(0)} ms)`

print(`deliveries to ${subscribers} subscribers, QoS 1, ${payload.length} bytes`, 'plain aedes', 'this broker', 'times')
print('---', '---', '---', '---')
for (const acknowledges of [false, true]) {
  for (const batch of [1, 10, 50]) {
    const before = await deliveryRate(plainAedes, batch, acknowledges)
    const after = await deliveryRate(thisBroker, batch, acknowledges)
    const how = batch === 1 ? 'one by one' : `${batch} at a time`
    print(
      `${how}${acknowledges ? ', acknowledged' : ''}`,
      perSecond(before),
      perSecond(after),
      (after / before).toFixed(1),
    )
  }
}

print('')
print(
  `SUBSCRIBE with ${retainedCount} retained (longest stop of the event loop)`,
  'plain aedes',
  'this broker',
  'times',
)
print('---', '---', '---', '---')
for (const [name, filter, clients] of [
  ['one exact topic', 'exact', 1],
  ['tickets/+, one client', 'tickets/+', 1],
  ['tickets/+, ten clients at once', 'tickets/+', 10],
] as const) {
  const before = await retainedCost(plainAedes, filter, clients)
  const after = await retainedCost(thisBroker, filter, clients)
  print(name, cost(before), cost(after), (before.milliseconds / after.milliseconds).toFixed(1))
}
