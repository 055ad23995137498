import { answerOrders } from '../child/orders.ts'
import { countSocketBytes } from '../measure/socketBytes.ts'
import { type BenchClient, type ClientConfig, type ClientEvents } from './BenchClient.ts'
import { type ClientOrders } from './clientOrders.ts'
import { countWrong } from './countWrong.ts'
import { Expectation } from './Expectation.ts'
import { RefetchClient } from './RefetchClient.ts'
import { SignalboxClient } from './SignalboxClient.ts'

/** Several clients of one system, in a process of their own. */
const bytes = countSocketBytes()
const made: BenchClient[] = []
const started: BenchClient[] = []
let expectations: Expectation[] = []
let complete = Promise.withResolvers<void>()

async function make(config: ClientConfig): Promise<BenchClient> {
  const index = made.length + started.length
  const events: ClientEvents = { onTicket: (id, version) => expectations[index]?.saw(id, version) }
  return config.system === 'signalbox'
    ? SignalboxClient.make(config, events)
    : RefetchClient.make(config.server, events)
}

function expectAll(tickets: { id: string; version: number }[]): void {
  complete = Promise.withResolvers()
  let left = started.length
  if (left === 0) complete.resolve()
  const onComplete = (): void => {
    if (--left === 0) complete.resolve()
  }
  expectations = started.map(() => new Expectation(tickets, onComplete))
}

async function timed(run: (client: BenchClient) => Promise<void>, clients: BenchClient[]): Promise<number> {
  const begun = performance.now()
  await Promise.all(clients.map(run))
  return performance.now() - begun
}

answerOrders<ClientOrders>({
  make: async (config) => void made.push(await make(config)),
  start: async () => {
    const clients = made.splice(0)
    started.push(...clients)
    return timed((client) => client.start(), clients)
  },
  expect: async (tickets) => expectAll(tickets),
  applied: async (patience) => {
    const tooLong = setTimeout(() => complete.resolve(), patience)
    await complete.promise
    clearTimeout(tooLong)
    return expectations.map(({ moments }) => moments)
  },
  bytes: async () => bytes(),
  check: async (truth) => started.reduce((sum, client) => sum + countWrong(client.rows(), truth), 0),
  leave: async () => void (await Promise.all(started.map((client) => client.leave()))),
  comeBack: () => timed((client) => client.comeBack(), started),
})
