import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { type NotificationPage } from '../../api/contract/notification.ts'
import { ApiClient } from '../../api/testing/ApiClient.ts'
import { startServer, type TestServer } from '../../api/testing/startServer.ts'
import { testDatabase, type TestDatabase } from '../../api/db/testing/testDatabase.ts'
import { acts, DispatchDay, type Machine, type Somebody } from './testing/DispatchDay.ts'
import { liveBenches } from './testing/liveBenches.ts'

let server: TestServer | undefined
const running = (): TestServer => {
  if (!server) throw new Error('the server is not started yet')
  return server
}
const { signedIn, person } = liveBenches(running)
const seed = Number(process.env.SIGNALBOX_TEST_SEED ?? 20_261_126)

/** Signed in on two machines with two windows each. */
async function somebody(role: Somebody['role'], name: string): Promise<Somebody> {
  const { signIn } = await person(role, name)
  const machines: Machine[] = []
  for (const _ of [1, 2]) {
    const machine = await signedIn(signIn)
    const open = [machine.window, await machine.bench.window()]
    machines.push({ ...machine, open, all: [...open] })
  }
  return { api: await ApiClient.signIn(running().http, signIn), name, role, machines, expected: [] }
}

/** What PostgreSQL keeps for somebody; of the pool a technician hears more than the day's rules say. */
async function stored(database: TestDatabase, { api, role }: Somebody): Promise<string[]> {
  const rows = await database.superuser<{ what: string }>(
    `select kind || ' ' || subject_id as what from notifications where user_id = '${api.userId}'`,
  )
  const about = role === 'technician' ? /^(assigned|completed) / : /./
  return rows
    .map(({ what }) => what)
    .filter((what) => about.test(what))
    .toSorted()
}

async function wholeCentre({ api }: Somebody): Promise<Pick<NotificationPage, 'unread' | 'items'>> {
  const items: NotificationPage['items'] = []
  let cursor: string | undefined
  let unread = 0
  do {
    const { body } = await api.get<NotificationPage>(`/notifications?limit=50${cursor ? `&cursor=${cursor}` : ''}`)
    items.push(...body.items)
    unread = body.unread
    cursor = body.nextCursor
  } while (cursor !== undefined)
  return { unread, items }
}

test('N1 S70 S71 through drops, restarts, a crash of the server and several machines each is notified of each event once, and all counts agree', async () => {
  await using database = await testDatabase()
  await using first = await startServer({ DATABASE_URL: database.url })
  server = first
  onTestFinished(() => (server = undefined))
  const site = await first.admin.newSite('Depot')
  const people = [
    await somebody('dispatcher', 'dee'),
    await somebody('dispatcher', 'dan'),
    await somebody('technician', 'tim'),
  ]
  const day = new DispatchDay(people, site.id)
  const [morning, evening] = [0, 100].map((from) => fc.sample(acts, { numRuns: 200, seed }).slice(from, from + 100))
  for (const act of morning ?? []) await day.carryOut(act)
  await first.kill()
  await using second = await startServer({ DATABASE_URL: database.url }, first.dataDir)
  server = second
  for (const each of people) each.api = ApiClient.resume(second.http, each.api.session)
  for (const act of evening ?? []) await day.carryOut(act)

  for (const each of people) {
    const { name, machines, expected } = each
    await expect
      .poll(() => stored(database, each), { timeout: 15_000, message: `${name}'s centre, seed ${seed}` })
      .toEqual(expected.toSorted())
    const centre = await wholeCentre(each)
    expect(centre.unread, `${name}, seed ${seed}`).toBe(centre.items.filter(({ readAt }) => !readAt).length)
    const atHand = { unread: centre.unread, ids: centre.items.slice(0, 50).map(({ id }) => id) }
    for (const { open, all } of machines) {
      for (const window of open) {
        await window.untilPhase('live', 40_000)
        const held = () => {
          const { unread, items = [] } = window.centres.at(-1) ?? {}
          return { unread, ids: items.map(({ id }) => id) }
        }
        await expect.poll(held, { timeout: 40_000, message: `${name}'s window, seed ${seed}` }).toEqual(atHand)
      }
      const shown = all.flatMap(({ news }) => news.flatMap(({ items }) => items.map(({ id }) => id)))
      expect(shown.length, `${name} saw something pushed`).toBeGreaterThan(0)
      expect(shown.length, `${name}: nothing twice, seed ${seed}`).toBe(new Set(shown).size)
    }
  }
}, 120_000)
