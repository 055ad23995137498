/**
 * `npm run bench faults`: breaks one part after the other under people who write, and says how long it takes after it has healed
 * until every replica is what the database holds, and whether a change was lost or carried out twice. Ends with 1 where one was.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { median } from '../measure/statistics.ts'
import { machine } from '../report/machine.ts'
import { seconds } from '../report/table.ts'
import { BenchPostgres } from '../systems/BenchPostgres.ts'
import { faults } from './faults.ts'
import { Room } from './Room.ts'
import { Writers } from './Writers.ts'

const rounds = 3
const writers = 4
/** They write for so long before something breaks, ms. */
const before = 1_000
/** Who is not right by then never will be, ms: the longest wait between two tries is 30 s. */
const patience = 90_000

interface Outcome {
  /** From healed to all replicas right, s; infinite where they never were. */
  recovered: number
  acknowledged: number
  /** Tries that were not answered, and were made again with the same key. */
  repeated: number
  /** Versions that are not what the acknowledged changes have led to. */
  lostOrTwice: number
}

async function run(room: Room, breaks: (room: Room) => Promise<void>): Promise<Outcome> {
  const crew = new Writers(() => room.admin, await room.database.tickets(), writers)
  crew.start()
  await sleep(before)
  await breaks(room)
  const healed = performance.now()
  await crew.stop()
  const recovered = await untilRight(room, healed)
  const now = new Map((await room.database.tickets()).map(({ id, version }) => [id, version]))
  const lostOrTwice = crew.expected.filter(({ id, version }) => now.get(id) !== version).length
  return { recovered, acknowledged: crew.acknowledged, repeated: crew.repeated, lostOrTwice }
}

async function untilRight(room: Room, since: number): Promise<number> {
  while (performance.now() - since < patience) {
    if ((await room.countWrong()) === 0) return (performance.now() - since) / 1000
    await sleep(20)
  }
  return Infinity
}

async function faultsBench(): Promise<number> {
  await using opened = new AsyncDisposableStack()
  const postgres = opened.use(await BenchPostgres.start())
  const room = await Room.open(opened, postgres)
  process.stdout.write(`${machine(postgres.version)}\n`)
  process.stdout.write('| what breaks | right again, median | worst | changes | sent again | lost or twice |\n')
  process.stdout.write('| --- | ---: | ---: | ---: | ---: | ---: |\n')
  let bad = 0
  for (const [name, breaks] of Object.entries(faults)) {
    const outcomes: Outcome[] = []
    for (let round = 0; round < rounds; round++) outcomes.push(await run(room, breaks))
    const sum = (field: keyof Outcome): number => outcomes.reduce((all, each) => all + each[field], 0)
    const times = outcomes.map(({ recovered }) => recovered)
    bad += sum('lostOrTwice') + times.filter((time) => time === Infinity).length
    const cells = [name, seconds(median(times)), seconds(Math.max(...times)), sum('acknowledged'), sum('repeated')]
    process.stdout.write(`| ${[...cells, sum('lostOrTwice')].join(' | ')} |\n`)
  }
  return bad === 0 ? 0 : 1
}

process.exit(await faultsBench())
