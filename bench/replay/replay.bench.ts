/**
 * `npm run bench replay`: a day of real 911 calls, 60 times faster, on the real server, with a dispatcher's console in Chromium:
 * what that dispatcher, alone at a console, is shown, hears and finds in the centre. The alarm ladder runs as much faster as
 * the day. `--speed 240 --day 2018-05-15 --picture file.png` after `node bench/replay/replay.bench.ts` for another look.
 */
import path from 'node:path'
import { parseArgs } from 'node:util'
import { chromium, type Page } from 'playwright-core'
import { alarmSteps } from '../../api/contract/alarm.ts'
import { seededRandom } from '../../api/import/demo/seededRandom.ts'
import { testPassword, type ApiClient } from '../../api/testing/ApiClient.ts'
import { startServer } from '../../api/testing/startServer.ts'
import { CuttableProxy } from '../../desktop/e2e/testing/CuttableProxy.ts'
import { buildForTests, ensureBrowser } from '../../desktop/e2e/testing/prepareConsole.ts'
import { machine } from '../report/machine.ts'
import { BenchPostgres } from '../systems/BenchPostgres.ts'
import { ControlRoom } from './ControlRoom.ts'
import { stretchAt } from './dayPlan.ts'
import { watchAll } from './inPage.ts'
import { readCalls } from './readCalls.ts'
import { report, type Kept } from './report.ts'

/** As many as a county sends out in a storm: with fewer every P1 would wait for somebody to come free, and the ladder would tell of that. */
const technicians = 150

const { values } = parseArgs({
  options: {
    speed: { type: 'string', default: '60' },
    day: { type: 'string', default: '2018-11-15' },
    picture: { type: 'string' },
  },
})
const speed = Number(values.speed)

async function openConsole(opened: AsyncDisposableStack, origin: string, watcher: ApiClient): Promise<Page> {
  const found = ensureBrowser()
  if ('missing' in found) throw new Error(found.missing)
  const browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox'] })
  opened.defer(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
  page.setDefaultTimeout(180_000)
  await page.goto(origin)
  await page.getByLabel('E-mail').fill(watcher.session.user.email ?? '')
  await page.getByLabel('Password', { exact: true }).fill(testPassword)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('status').filter({ hasText: /Live/ }).first().waitFor()
  await page.evaluate(watchAll)
  return page
}

async function replay(): Promise<void> {
  const calls = await readCalls(values.day)
  const first = stretchAt(calls[0]?.at ?? 0).from
  await buildForTests()
  await using opened = new AsyncDisposableStack()
  const postgres = opened.use(await BenchPostgres.start())
  const url = await postgres.create('signalbox_replay')
  const server = opened.use(await startServer({ DATABASE_URL: url, SIGNALBOX_MQTT_PORT: 'off' }))
  const [watcher, dispatcher] = [
    await server.admin.newUser('dispatcher', 'Wanda Watcher'),
    await server.admin.newUser('dispatcher', 'Otto Operator'),
  ]
  const crews: ApiClient[] = []
  for (let index = 1; index <= technicians; index++) {
    crews.push(await server.admin.newUser('technician', `Crew ${index}`))
  }
  const network = opened.use(await CuttableProxy.start(server.http))
  const page = await openConsole(opened, network.origin, watcher)
  const room = new ControlRoom({
    admin: server.admin,
    dispatcher,
    technicians: crews,
    speed,
    random: seededRandom(20_181_115),
    stretchAt,
  })
  const superuser = await postgres.superuser('signalbox_replay')
  await superuser.query(fasterLadder())
  const begun = Date.now()
  await room.play(calls, first, async (at) => {
    await setCutOff(page, network, stretchAt(at).isCutOff === true)
  })
  if (values.picture !== undefined) await page.screenshot({ path: path.resolve(values.picture) })
  const shown = await page.evaluate(() => window.shown)
  const { rows: kept } = await superuser.query<Kept>(
    `select kind, priority, count(*)::int as made, count(*) filter (where handled_at is not null)::int as withdrawn,
       count(*) filter (where 'toast' = any(channels))::int as toast, count(*) filter (where 'sound' = any(channels))::int as sound
     from notifications where user_id = $1 group by kind, priority order by kind, priority`,
    [watcher.userId],
  )
  const { body } = await watcher.get<{ unread: number }>('/notifications')
  const dayTime = (at: number): number => first + (at - begun) * speed
  const replayed = { day: values.day, speed, calls, kept, shown, unread: body.unread, dayTime }
  process.stdout.write(`${machine(postgres.version)}\n${report(replayed)}`)
  for (const [problem, count] of room.problems) process.stdout.write(`${count} x ${problem}\n`)
}

async function setCutOff(page: Page, network: CuttableProxy, isCutOff: boolean): Promise<void> {
  // The page alone would keep what its worker has open.
  if (isCutOff) network.cut()
  else network.join()
  await page.context().setOffline(isCutOff)
}

/** Its columns are whole seconds. The repeated tone has a second as its shortest time, in the contract as well. */
function fasterLadder(): string {
  const types = alarmSteps.map(
    (step) => `alter ${step}_after type double precision using ${step}_after / ${speed}::float`,
  )
  return `alter table alarm_policy ${types.join(', ')}; update alarm_policy set repeat_every = greatest(1, repeat_every / ${speed})`
}

await replay()
