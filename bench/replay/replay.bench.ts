/**
 * `npm run bench replay`: a day of real 911 calls, 60 times faster, on the real server, with a dispatcher's console in Chromium:
 * what that dispatcher is shown, hears and finds in the centre. An hour without network, from the middle on, is part of it.
 * `--speed 240 --day 2018-05-15 --picture file.png` for another look.
 */
import path from 'node:path'
import { parseArgs } from 'node:util'
import { chromium, type Page } from 'playwright-core'
import { kindWords, type NotificationKind } from '../../api/contract/notification.ts'
import { seededRandom } from '../../api/import/demo/seededRandom.ts'
import { testPassword, type ApiClient } from '../../api/testing/ApiClient.ts'
import { startServer, type TestServer } from '../../api/testing/startServer.ts'
import { buildForTests, ensureBrowser } from '../../desktop/e2e/testing/prepareConsole.ts'
import { machine } from '../report/machine.ts'
import { BenchPostgres } from '../systems/BenchPostgres.ts'
import { ControlRoom } from './ControlRoom.ts'
import { watchAll, type Shown } from './inPage.ts'
import { readCalls, type Call } from './readCalls.ts'

const technicians = 40
const hour = 3_600_000

const { values } = parseArgs({
  options: {
    speed: { type: 'string', default: '60' },
    day: { type: 'string', default: '2018-11-15' },
    picture: { type: 'string' },
  },
})
const speed = Number(values.speed)

async function openConsole(opened: AsyncDisposableStack, server: TestServer, watcher: ApiClient): Promise<Page> {
  const found = ensureBrowser()
  if ('missing' in found) throw new Error(found.missing)
  const browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox'] })
  opened.defer(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
  page.setDefaultTimeout(180_000)
  await page.goto(server.http)
  await page.getByLabel('E-mail').fill(watcher.session.user.email ?? '')
  await page.getByLabel('Password', { exact: true }).fill(testPassword)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('status').filter({ hasText: /Live/ }).first().waitFor()
  await page.evaluate(watchAll)
  return page
}

async function replay(): Promise<void> {
  const calls = await readCalls(values.day)
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
  const page = await openConsole(opened, server, watcher)
  const room = new ControlRoom({
    admin: server.admin,
    dispatcher,
    technicians: crews,
    speed,
    random: seededRandom(20_181_115),
  })
  const begun = Date.now()
  const [from = 0, last = 0] = [calls[0]?.at, calls.at(-1)?.at]
  const absence = (from + last) / 2
  await room.play(calls, from, async (at) => {
    await page.context().setOffline(at >= absence && at < absence + hour)
  })
  if (values.picture !== undefined) await page.screenshot({ path: path.resolve(values.picture) })
  const shown = await page.evaluate(() => window.shown)
  const superuser = await postgres.superuser('signalbox_replay')
  const { rows } = await superuser.query<Kept>(
    `select kind, priority, count(*)::int as made, count(*) filter (where handled_at is not null)::int as withdrawn,
       count(*) filter (where 'toast' = any(channels))::int as toast, count(*) filter (where 'sound' = any(channels))::int as sound
     from notifications where user_id = $1 group by kind, priority order by kind, priority`,
    [watcher.userId],
  )
  process.stdout.write(`${machine(postgres.version)}\n${report(calls, rows, shown, (Date.now() - begun) / 1000)}`)
  for (const [problem, count] of room.problems) process.stdout.write(`${count} x ${problem}\n`)
}

interface Kept {
  kind: NotificationKind
  priority: string | null
  made: number
  withdrawn: number
  toast: number
  sound: number
}

function report(calls: readonly Call[], rows: readonly Kept[], shown: Shown, took: number): string {
  const hours = ((calls.at(-1)?.at ?? 0) - (calls[0]?.at ?? 0)) / hour
  const minutes = took / 60
  const fresh = shown.toasts.filter(({ isNew }) => isNew)
  const sum = (field: 'made' | 'withdrawn' | 'toast' | 'sound'): number =>
    rows.reduce((all, row) => all + row[field], 0)
  const counted = [
    ['calls', calls.length],
    ['entries in the centre', sum('made')],
    ['of them taken back, since somebody had seen to it', sum('withdrawn')],
    ['of them to be shown', sum('toast')],
    ['of them to be heard', sum('sound')],
    ['toasts that came up', fresh.length],
    ['words of a toast that changed while it was up', shown.toasts.length - fresh.length],
    ['most toasts at once', shown.most],
    ['summaries of an absence', fresh.filter(({ text }) => text.includes('while you were away')).length],
    ['sounds', shown.sounds.length],
    ['most sounds in one minute', mostInAMinute(shown.sounds)],
  ] as const
  const perHour = (count: number): string => (count / hours).toFixed(1)
  const perMinute = (count: number): string => (count / minutes).toFixed(1)
  const lines = counted.map(([what, count]) => `| ${what} | ${count} | ${perHour(count)} | ${perMinute(count)} |\n`)
  const kinds = rows.map(
    ({ kind, priority, made, withdrawn, toast, sound }) =>
      `| ${kindWords(kind)} ${priority ?? ''} | ${made} | ${withdrawn} | ${toast} | ${sound} |\n`,
  )
  return [
    `${calls.length} calls of ${values.day}, ${hours.toFixed(1)} hours at ${speed} times their speed in ${minutes.toFixed(1)} minutes\n\n`,
    '|  | all | an hour of the day | a minute of the replay |\n| --- | ---: | ---: | ---: |\n',
    ...lines,
    '\n| kind | entries | taken back | shown | heard |\n| --- | ---: | ---: | ---: | ---: |\n',
    ...kinds,
  ].join('')
}

function mostInAMinute(sounds: readonly { at: number }[]): number {
  return Math.max(0, ...sounds.map(({ at }) => sounds.filter((each) => each.at >= at && each.at < at + 60_000).length))
}

await replay()
