import { bytes, lineOf, milliseconds, seconds } from '../report/table.ts'
import { type Stage } from '../Stage.ts'
import { inTurns } from './inTurns.ts'
import { sendChanges, type SentChanges } from './sendChanges.ts'
import { type WorkloadResult } from './WorkloadResult.ts'

/** Many changes as fast as they are taken, as when a storm is dispatched or an import runs. */
export async function burst(stage: Stage): Promise<WorkloadResult> {
  const { clients, burstChanges, perSecond, rounds } = stage.sizes
  const count = clients.at(-1) ?? 1
  const contestants = await stage.contestants(count)
  for (const contestant of contestants) await sendChanges(stage, contestant, { count: perSecond, perSecond: undefined })
  let wrong = 0
  const changes = { count: burstChanges, perSecond: undefined }
  const figures = await inTurns(
    () => contestants,
    rounds,
    async (contestant) => {
      const sent = await sendChanges(stage, contestant, changes)
      await contestant.fleet.settle()
      wrong += await contestant.fleet.countWrong()
      return figuresOf(sent)
    },
  )
  const what = `burst of ${burstChanges.toLocaleString('en')}, ${count} clients`
  return {
    wrong,
    lines: [
      lineOf(`${what}: first sent to last client has all`, figures, 'last', milliseconds),
      lineOf(`${what}: first sent to last answered`, figures, 'answered', milliseconds),
      lineOf(`${what}: CPU of the server`, figures, 'server', seconds),
      lineOf(`${what}: CPU of PostgreSQL`, figures, 'postgres', seconds),
      lineOf(`${what}: CPU of all clients together`, figures, 'clients', seconds),
      lineOf(`${what}: received for each change and client`, figures, 'bytes', bytes),
    ],
  }
}

function figuresOf({ begun, answered, applied, cpu, bytesEach }: SentChanges) {
  const last = applied.reduce((latest, moments) => moments.reduce((a, b) => Math.max(a, b), latest), begun)
  return { last: last - begun, answered: answered - begun, ...cpu, bytes: bytesEach }
}
