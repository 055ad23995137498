import { chromium, type Page } from 'playwright-core'
import { buildForTests, ensureBrowser } from '../../desktop/e2e/testing/prepareConsole.ts'
import { percentile } from '../measure/statistics.ts'
import { machine } from '../report/machine.ts'
import { markdownTable, milliseconds, type Line } from '../report/table.ts'
import { BenchPostgres } from '../systems/BenchPostgres.ts'
import { startSignalbox, type Signalbox } from '../systems/startSignalbox.ts'
import { paintedAfter, scrollFrames, watchNextKey } from './inPage.ts'

/** A year at 4,500 tickets a month, all of them still open: the most a grid may ever have to hold. */
const sizes = [1_000, 54_000] as const
const keystrokes = 'heat/hot'
const changes = 20
const password = 'a long enough password'

interface Figures {
  first: number
  key: number
  frame: number
  change: number
}

/** How the list of tickets feels in Chromium with few and with very many tickets. */
async function consoleBench(): Promise<void> {
  await using opened = new AsyncDisposableStack()
  const found = ensureBrowser()
  if ('missing' in found) throw new Error(found.missing)
  await buildForTests()
  const postgres = opened.use(await BenchPostgres.start())
  const system = await startSignalbox(postgres, opened, { tickets: sizes[0], env: { SIGNALBOX_MQTT_PORT: 'off' } })
  const browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox'] })
  opened.defer(() => browser.close())
  const figures: Figures[] = []
  for (const size of sizes) {
    say(`${size} tickets ...`)
    await system.grow(size)
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } })
    figures.push(await measure(await context.newPage(), system))
    await context.close()
  }
  process.stdout.write(`${machine(postgres.version)}\n`)
  process.stdout.write(
    markdownTable(
      sizes.map((size) => `${size.toLocaleString('en')} tickets`),
      linesOf(figures),
    ),
  )
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

function linesOf(figures: readonly Figures[]): Line[] {
  const line = (what: string, name: keyof Figures): Line => ({
    what,
    values: figures.map((each) => each[name]),
    as: milliseconds,
  })
  return [
    line('from the sign-in to the first rows', 'first'),
    line('search: from a key to its rows on screen, p95', 'key'),
    line('scrolling by pages: time between frames, p95', 'frame'),
    line('another person’s PATCH to its row on screen, p50', 'change'),
  ]
}

async function measure(page: Page, system: Signalbox): Promise<Figures> {
  const config = system.clientConfig()
  if (config.system !== 'signalbox') throw new Error('This needs our own server.')
  await page.goto(system.server)
  await page.getByLabel('E-mail').fill(config.signIn.email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  const begun = performance.now()
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('row').nth(5).waitFor()
  const first = performance.now() - begun
  await page.getByRole('status').filter({ hasText: /Live/ }).first().waitFor()
  const change = await changed(page, system)
  const frames = await page.evaluate(scrollFrames, 40)
  await page.keyboard.press('/')
  const keys: number[] = []
  for (const key of keystrokes) {
    // In place before the key is sent: input and script take different ways into the page.
    await page.evaluate(watchNextKey)
    await page.keyboard.press(key)
    keys.push(await page.evaluate(() => window.painted))
  }
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  return { first, key: percentile(keys, 0.95), frame: percentile(frames, 0.95), change }
}

/** Changes of tickets whose rows are in sight: the list is not moved under a person's caret. */
async function changed(page: Page, system: Signalbox): Promise<number> {
  const ids = await page.getByRole('row').evaluateAll((rows) => rows.map((row) => row.id.replace(/^ticket-/, '')))
  const times: number[] = []
  for (const id of ids.filter((each) => each.length === 36).slice(0, changes)) {
    const title = `Seen ${id.slice(-12)}`
    const painted = page.evaluate(paintedAfter, title)
    const { method, path, headers, body } = system.rename(id, title)
    const begun = performance.now()
    const withType = { ...headers, 'content-type': 'application/json' }
    const answer = await fetch(system.server + path, { method, headers: withType, body })
    if (!answer.ok) throw new Error(`A change was answered with ${answer.status}.`)
    await painted
    times.push(performance.now() - begun)
  }
  return percentile(times, 0.5)
}

await consoleBench()
