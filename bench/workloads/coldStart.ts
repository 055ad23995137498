import { bytes, lineOf, milliseconds } from '../report/table.ts'
import { type Contestant, type Stage } from '../Stage.ts'
import { inTurns } from './inTurns.ts'
import { type WorkloadResult } from './WorkloadResult.ts'

/**
 * A client on a new machine, from nothing to all it may see, and the same client after its network was away for a while.
 * Each round has a new process: the code is as cold as the client.
 */
export async function coldStart(stage: Stage): Promise<WorkloadResult> {
  const { manyTickets, missedChanges, coldRounds } = stage.sizes
  await stage.holdTickets(manyTickets)
  let wrong = 0
  const figures = await inTurns(
    () => stage.newContestants(),
    coldRounds,
    async (contestant) => {
      await using fleet = contestant.fleet
      await fleet.make()
      const cold = await measured(contestant, () => fleet.start())
      await fleet.settle()
      wrong += await fleet.countWrong()
      const back = await reconnect(stage, contestant)
      await fleet.settle()
      wrong += await fleet.countWrong()
      return { coldMs: cold.ms, coldBytes: cold.bytes, backMs: back.ms, backBytes: back.bytes }
    },
  )
  const cold = `cold start, ${manyTickets.toLocaleString('en')} tickets`
  const back = `reconnect after ${missedChanges} missed changes among ${manyTickets.toLocaleString('en')}`
  return {
    wrong,
    lines: [
      lineOf(`${cold}: until it holds everything`, figures, 'coldMs', milliseconds),
      lineOf(`${cold}: received`, figures, 'coldBytes', bytes),
      lineOf(`${back}: until it holds everything`, figures, 'backMs', milliseconds),
      lineOf(`${back}: received`, figures, 'backBytes', bytes),
    ],
  }
}

async function reconnect(stage: Stage, contestant: Contestant): Promise<Measured> {
  const { system, fleet } = contestant
  await fleet.leave()
  const tickets = (await system.database.tickets()).slice(0, stage.sizes.missedChanges)
  const writes = tickets.map(({ id, title }) => system.rename(id, `${title.replace(/ \(away\)$/, '')} (away)`))
  await stage.load.ask('send', { server: system.server, writes, perSecond: undefined })
  return measured(contestant, () => fleet.comeBack())
}

interface Measured {
  ms: number
  bytes: number
}

async function measured({ fleet }: Contestant, run: () => Promise<number>): Promise<Measured> {
  const before = await fleet.bytes()
  const ms = await run()
  const after = await fleet.bytes()
  return { ms, bytes: after.read - before.read }
}
