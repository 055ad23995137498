/**
 * The server: API, broker and relay over one PostgreSQL. Reads from top to bottom as the start-up order; what is opened here
 * is closed in the reverse order. `serve` is the server alone, `start` also builds and offers the console and the demo day.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { hashNewPassword } from './auth/hashNewPassword.ts'
import { hashPassword } from './auth/passwords.ts'
import { type CommandContext } from './commands/runCommand.ts'
import { readConfig } from './config.ts'
import { createLog } from './createLog.ts'
import { alone } from './db/alone.ts'
import { StartupError } from './db/StartupError.ts'
import { beginFirstDay, type FirstDayOutcome } from './import/beginFirstDay.ts'
import { type Addresses } from './server/listen.ts'
import { offerConsole } from './server/offerConsole.ts'
import { openAccounts } from './server/openAccounts.ts'
import { openDoors } from './server/openDoors.ts'
import { openPipeline } from './server/openPipeline.ts'
import { openStorage } from './server/openStorage.ts'
import { startJobs } from './server/startJobs.ts'
import { type Startup } from './server/Startup.ts'
import { askOnTerminal } from './start/askOnTerminal.ts'
import { buildConsole, type ConsoleState } from './start/buildConsole.ts'
import { chooseFirstDay } from './start/chooseFirstDay.ts'
import { readStartOptions, type StartOptions } from './start/readStartOptions.ts'
import { runVite } from './start/runVite.ts'
import { untilSignal } from './untilSignal.ts'

const root = path.join(import.meta.dirname, '..')
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string }

async function run(startup: Startup, options: StartOptions): Promise<Addresses> {
  const starts = options.mode === 'start'

  // 0. `npm start` builds the console where it is missing or older than its sources, while the rest comes up.
  const building = starts ? startBuild(startup) : undefined

  // 1. The truth: a data dir of our own, PostgreSQL, its schema.
  const storage = await openStorage(startup)

  // 2. Who may come in, the other nodes where there are several, and a first day where there is none.
  const accounts = await openAccounts(startup, storage)
  const commands = { db: storage.db, files: storage.files, hashPassword: hashNewPassword }
  const firstDay = await alone(storage.url, () => beginDay(startup, options, storage.url, commands))

  // 3. The pipeline from a commit to the screens, and what happens by itself.
  const pipeline = await openPipeline(startup, storage, accounts, firstDay.began === 'demo')
  startJobs(startup, storage, accounts, pipeline)

  // 4. The doors.
  const console = await building
  const consoleDir = path.join(root, 'dist/console')
  const addresses = await openDoors(startup, { storage, accounts, pipeline, commands, consoleDir })

  // 5. What `npm start` says and opens, and the demo day going on.
  if (console) {
    const mayPlay = () => pipeline.relay.leads
    await offerConsole(startup, { root, options, commands, mayPlay, firstDay, console, addresses })
  }
  return addresses
}

async function beginDay(
  { config, log }: Startup,
  options: StartOptions,
  url: string,
  commands: CommandContext,
): Promise<FirstDayOutcome> {
  const starts = options.mode === 'start'
  const firstDay = await beginFirstDay({
    // What the operator has configured is theirs to choose.
    context: { ...commands, hashPassword },
    url,
    configuredAdmin: config.admin,
    choose: async () => (starts ? chooseFirstDay(options.firstDay, askOnTerminal()) : 'empty'),
  })
  const { admin } = firstDay
  if (admin && !starts) {
    log.warn({ email: admin.email, initialPassword: admin.password }, 'made the first admin; shown only now')
  }
  return firstDay
}

function startBuild({ opened }: Startup): Promise<ConsoleState> {
  const stop = new AbortController()
  const state = buildConsole({
    root,
    build: (outDir) => runVite(root, outDir, stop.signal),
    onBuild: () => process.stdout.write('Building the console, which takes some seconds the first time.\n'),
  })
  opened.defer(async () => {
    stop.abort()
    await state
  })
  return state
}

/** Past this the contract's 10 s would be missed: what is still open then is dropped, PostgreSQL's watchdog ends it. */
const drainLimit = 9_000

async function main(): Promise<void> {
  const signal = untilSignal()
  await using opened = new AsyncDisposableStack()
  const options = readStartOptions(process.argv.slice(2), process.env)
  // At a terminal the log is for what goes wrong: the rest is said in plain words.
  const quieter = options.mode === 'start' ? { SIGNALBOX_LOG_LEVEL: 'warn' } : {}
  const config = readConfig({ ...quieter, ...process.env })
  const startup = { config, log: createLog(config.logLevel), opened, version, now: () => new Date() }
  const addresses = await Promise.race([run(startup, options), signal])
  if (typeof addresses === 'string') return
  process.stdout.write(`SIGNALBOX_READY ${JSON.stringify({ ...addresses, pid: process.pid, version })}\n`)
  await signal
  setTimeout(() => process.exit(0), drainLimit).unref()
}

try {
  await main()
  process.exit(0)
} catch (error) {
  process.stderr.write(
    error instanceof StartupError ? `${error.message}\n` : `${String(error instanceof Error ? error.stack : error)}\n`,
  )
  process.exit(1)
}
