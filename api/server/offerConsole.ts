import { type CommandContext } from '../commands/runCommand.ts'
import { readDemoSignIns } from '../import/demo/demoSignIns.ts'
import { seededRandom } from '../import/demo/seededRandom.ts'
import { type FirstDayOutcome } from '../import/beginFirstDay.ts'
import { Simulator } from '../import/simulator/Simulator.ts'
import { type ConsoleState } from '../start/buildConsole.ts'
import { findDesktopApp } from '../start/findDesktopApp.ts'
import { openDesktopApp } from '../start/openDesktopApp.ts'
import { type StartOptions } from '../start/readStartOptions.ts'
import { welcome } from '../start/welcome.ts'
import { type Addresses } from './listen.ts'
import { type Startup } from './Startup.ts'

export interface ConsoleOffer {
  root: string
  options: StartOptions
  commands: CommandContext
  /** Of several nodes one plays the demo day. */
  mayPlay: () => boolean
  firstDay: FirstDayOutcome
  console: ConsoleState
  addresses: Addresses
}

/** What `npm start` says and opens, and the demo day going on. */
export async function offerConsole(startup: Startup, offer: ConsoleOffer): Promise<void> {
  const { config, opened } = startup
  const { root, options, commands, firstDay, addresses } = offer
  const signIns = await readDemoSignIns(commands.db)
  const simulated = options.simulator && signIns.length > 0
  if (simulated) playDemoDay(startup, offer)
  const desktopApp = findDesktopApp(root, process.env, process.platform)
  const text = welcome({
    address: config.publicUrl?.href ?? addresses.http,
    console: offer.console,
    desktopApp,
    signIns,
    admin: firstDay.admin,
    simulated,
    ignored: firstDay.began === 'kept' ? options.firstDay : undefined,
  })
  process.stdout.write(text)
  if (!('binary' in desktopApp)) return
  const stop = new AbortController()
  opened.defer(() => stop.abort())
  const { binary } = desktopApp
  await openDesktopApp({ root, binary, server: addresses.http, signal: stop.signal }).catch((error: unknown) => {
    process.stdout.write(`The desktop app could not be started: ${String(error)}\n`)
  })
}

function playDemoDay({ log, opened, now }: Startup, { commands: context, mayPlay }: ConsoleOffer): void {
  const random = seededRandom(now().getTime())
  const simulator = new Simulator({ context, log, random, schedule, mayPlay })
  simulator.start()
  opened.defer(() => simulator.stop())
}

function schedule(run: () => void, milliseconds: number): () => void {
  const timer = setTimeout(run, milliseconds)
  return () => clearTimeout(timer)
}
