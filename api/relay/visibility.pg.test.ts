import { afterAll, beforeAll, expect, test } from 'vitest'
import { Database } from '../db/Database.ts'
import { quietLog } from '../db/testing/testDatabase.ts'
import { seededRandom } from '../import/demo/seededRandom.ts'
import { withServer } from '../testing/withServer.ts'
import { VisibilityModel, type Cast } from './testing/VisibilityModel.ts'
import { VisibilityWatcher } from './testing/VisibilityWatcher.ts'

/**
 * Who may see what, five times over: what PostgreSQL lets a person see, what HTTP answers, what a new MQTT subscriber gets,
 * what a replica holds that has listened to the feeds all the time, and what the product's own replica holds. The expectation
 * (testing/VisibilityModel.ts) is plain TypeScript from product.md and imports nothing that decides.
 */
const own = withServer()
const steps = 2_000
const checkEvery = 200

let cast: Cast
let watchers: VisibilityWatcher[]

beforeAll(async () => {
  const { admin, http, mqtt } = own.server
  const dispatcher = await admin.newUser('dispatcher', 'Dora')
  const names = ['Tim', 'Ana', 'Bo', 'Kim']
  const clients = await Promise.all(names.map((name) => admin.newUser('technician', name)))
  const technicians = clients.map((client) => ({ client, technicianId: client.technicianId }))
  const sites = await Promise.all(['North', 'South', 'West', 'East'].map((name) => admin.newSite(name)))
  const changeling = technicians.at(-1)
  if (!changeling) throw new Error('nobody changes')
  cast = { admin, dispatcher, technicians, changeling, sites }
  watchers = await Promise.all([dispatcher, ...clients].map((client) => VisibilityWatcher.open(client, { http, mqtt })))
})

afterAll(async () => {
  for (const watcher of watchers) await watcher.close()
})

async function check(model: VisibilityModel, database: Database): Promise<void> {
  await model.readHanging()
  const { head } = await cast.dispatcher.sync(0)
  for (const watcher of watchers) {
    const { client } = watcher
    const isChangeling = client === cast.changeling.client
    if (isChangeling && !model.isActive) {
      await watcher.checkNothing()
      continue
    }
    await watcher.check(model.expected(client), head, database, isChangeling ? model.rightsChanged : 0)
    const retained = model
      .visibleTo(client)
      .filter((ticket) => ticket.status !== 'closed' && ticket.status !== 'cancelled')
      .map((ticket) => [ticket.id, ticket.version] as const)
    await watcher.checkSubscriber([...model.tickets.keys()], Object.fromEntries(retained), head)
  }
}

test(
  'V1, V2: SQL, HTTP, new subscribers and old replicas agree with who may see what',
  { timeout: 300_000 },
  async () => {
    const seed = Number(process.env['TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
    const database = new Database({ url: own.database.url, log: quietLog, applicationName: 'test' })
    try {
      const model = new VisibilityModel(cast, seededRandom(seed))
      for (let step = 1; step <= steps; step++) {
        await model.step()
        if (step % checkEvery === 0) await check(model, database)
      }
      expect(model.tickets.size).toBeGreaterThan(20)
    } catch (error) {
      throw new Error(`TEST_SEED=${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
    } finally {
      await database.close()
    }
  },
)
