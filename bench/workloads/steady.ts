import { percentile } from '../measure/statistics.ts'
import { bytes, lineOf, milliseconds, seconds, type Line } from '../report/table.ts'
import { type Contestant, type Stage } from '../Stage.ts'
import { inTurns } from './inTurns.ts'
import { sendChanges, type SentChanges } from './sendChanges.ts'
import { type WorkloadResult } from './WorkloadResult.ts'

/** A normal day: changes come one by one, and the time counts from a commit until another client's screen could show it. */
export async function steady(stage: Stage): Promise<WorkloadResult> {
  const { clients, perSecond, steadyChanges, rounds } = stage.sizes
  const lines: Line[] = []
  let wrong = 0
  for (const count of clients) {
    const contestants = await stage.contestants(count)
    for (const contestant of contestants) await sendChanges(stage, contestant, { count: perSecond, perSecond })
    const changes = { count: steadyChanges, perSecond }
    const figures = await inTurns(
      () => contestants,
      rounds,
      async (contestant) => figuresOf(contestant, await sendChanges(stage, contestant, changes)),
    )
    const what = `${perSecond} changes/s, ${count} ${count === 1 ? 'client' : 'clients'}`
    lines.push(
      lineOf(`${what}: commit to applied, p50`, figures, 'p50', milliseconds),
      lineOf(`${what}: commit to applied, p95`, figures, 'p95', milliseconds),
    )
    if (count === clients.at(-1)) {
      lines.push(
        lineOf(`${what}: CPU of server and PostgreSQL, a second`, figures, 'cpu', seconds),
        lineOf(`${what}: received for each change and client`, figures, 'bytes', bytes),
      )
    }
    for (const { fleet } of contestants) {
      await fleet.settle()
      wrong += await fleet.countWrong()
    }
  }
  return { lines, wrong }
}

async function figuresOf({ system }: Contestant, { ids, applied, cpu, bytesEach, begun, answered }: SentChanges) {
  const committed = await system.database.committed(ids)
  const delays = applied.flatMap((moments) => [...moments].map((moment, index) => moment - (committed[index] ?? NaN)))
  return {
    p50: percentile(delays, 0.5),
    p95: percentile(delays, 0.95),
    cpu: (cpu.server + cpu.postgres) / ((answered - begun) / 1000),
    bytes: bytesEach,
  }
}
