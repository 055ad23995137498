/**
 * `npm run bench`: the numbers we claim, beside systems that broadcast and re-fetch, in one run. Names of workloads
 * run only those; `broker`, `console`, `faults` and `replay` are tables of their own. Ends with 1 where a client does not hold exactly what the database holds.
 */
import os from 'node:os'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { machine } from './report/machine.ts'
import { markdownTable, type Line } from './report/table.ts'
import { fullSizes, smallSizes } from './sizes.ts'
import { runProgram } from './runProgram.ts'
import { Stage } from './Stage.ts'
import { sourceOfTickets } from './systems/realTickets.ts'
import { burst } from './workloads/burst.ts'
import { coldStart } from './workloads/coldStart.ts'
import { steady } from './workloads/steady.ts'
import { type WorkloadResult } from './workloads/WorkloadResult.ts'

const workloads: Record<string, (stage: Stage) => Promise<WorkloadResult>> = { steady, burst, cold: coldStart }

/** Only where they are named: tables of their own, of one part. */
const alone: Record<string, string> = {
  broker: '../broker/broker.bench.ts',
  console: 'console/console.bench.ts',
  faults: 'faults/faults.bench.ts',
  replay: 'replay/replay.bench.ts',
}

interface Asked {
  names: string[]
  small: boolean
  profileDir: string | undefined
}

function readArguments(): Asked {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { small: { type: 'boolean', default: false }, profile: { type: 'string' } },
  })
  const known = [...Object.keys(workloads), ...Object.keys(alone)]
  const unknown = positionals.find((name) => !known.includes(name))
  if (unknown !== undefined) throw new Error(`There is no workload "${unknown}": ${known.join(', ')}.`)
  const profileDir = values.profile === undefined ? undefined : path.resolve(values.profile)
  return { names: positionals.length > 0 ? positionals : Object.keys(workloads), small: values.small, profileDir }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

async function runAll(stage: Stage, names: readonly string[]): Promise<number> {
  const begun = performance.now()
  process.stdout.write(`${machine(stage.postgres.version)}- tickets: ${sourceOfTickets}\n\n`)
  const lines: Line[] = []
  let wrong = 0
  for (const [name, workload] of Object.entries(workloads)) {
    if (!names.includes(name)) continue
    say(`${name} ...`)
    const result = await workload(stage)
    lines.push(...result.lines)
    wrong += result.wrong
    if (result.wrong > 0) say(`${name}: ${result.wrong} rows are not what the database holds`)
  }
  const took = Math.round((performance.now() - begun) / 1000)
  process.stdout.write(
    `${markdownTable(stage.names, lines)}\nRows lost or wrong, over all clients: ${wrong}. Took ${took} s.\n`,
  )
  return wrong === 0 ? 0 : 1
}

/** The first signal ends everything in order, a second one at once. */
function untilSignal(): Promise<number> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => {
        resolve(128 + os.constants.signals[signal])
        process.once(signal, () => process.exit(130))
      })
    }
  })
}

async function runOnStage({ names, small, profileDir }: Asked, signalled: Promise<number>): Promise<number> {
  if (profileDir !== undefined) mkdirSync(profileDir, { recursive: true })
  await using opened = new AsyncDisposableStack()
  // Not raced with the signal: what is half open could not be closed.
  const stage = await Stage.open(opened, small ? smallSizes : fullSizes, profileDir)
  return await Promise.race([runAll(stage, names), signalled])
}

async function main(signalled: Promise<number>): Promise<number> {
  const asked = readArguments()
  const names = asked.names.filter((name) => !Object.hasOwn(alone, name))
  for (const [name, file] of Object.entries(alone)) {
    const code = asked.names.includes(name) ? await Promise.race([runProgram(file), signalled]) : 0
    if (code !== 0) return code
  }
  return names.length === 0 ? 0 : runOnStage({ ...asked, names }, signalled)
}

const code = await main(untilSignal()).catch((error: unknown) => {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error))
  return 2
})
process.exit(code)
