import { type ClientFleet } from '../clients/ClientFleet.ts'
import { type LoadResult } from '../load/loadOrders.ts'
import { cpuSeconds, cpuSecondsOfTree } from '../measure/cpuSeconds.ts'
import { type Contestant, type Stage } from '../Stage.ts'

export interface Changes {
  count: number
  perSecond: number | undefined
}

/** What one round of changes says, of one system. */
export interface SentChanges extends LoadResult {
  ids: string[]
  /** For each client the moments at which it held each change. */
  applied: Float64Array[]
  cpu: Cpu
  /** Received by the clients, for each change and client. */
  bytesEach: number
}

export interface Cpu {
  server: number
  postgres: number
  clients: number
}

let sequence = 0

/** Gives so many tickets another title, each once, and waits until every client holds all of them. */
export async function sendChanges(stage: Stage, contestant: Contestant, changes: Changes): Promise<SentChanges> {
  const { system, fleet } = contestant
  const chosen = choose(await system.database.tickets(), changes.count)
  await fleet.expect(chosen.map(({ id, version }) => ({ id, version: version + 1 })))
  await fleet.settle()
  const cpu = await cpuNow(stage, contestant)
  const bytes = await fleet.bytes()
  const writes = chosen.map(({ id, title }) => system.rename(id, newTitle(title)))
  const [result, applied] = await Promise.all([
    stage.load.ask('send', { server: system.server, writes, perSecond: changes.perSecond }),
    fleet.applied(),
  ])
  return {
    ...result,
    ids: chosen.map(({ id }) => id),
    applied,
    cpu: difference(await cpuNow(stage, contestant), cpu),
    bytesEach: (await receivedSince(fleet, bytes.read)) / changes.count / fleet.size,
  }
}

/** Others each time: the ones after those of the round before, around and around. */
function choose<Row>(rows: readonly Row[], count: number): Row[] {
  if (rows.length < count) throw new Error(`There are ${rows.length} tickets for ${count} changes.`)
  const from = (sequence++ * count) % rows.length
  return [...rows, ...rows].slice(from, from + count)
}

function newTitle(title: string): string {
  return `${title.replace(/ \(\d+\)$/, '')} (${sequence})`
}

async function cpuNow(stage: Stage, { system, fleet }: Contestant): Promise<Cpu> {
  return {
    server: await cpuSeconds([system.pid]),
    postgres: await cpuSecondsOfTree(stage.postgres.pid),
    clients: await cpuSeconds(fleet.pids),
  }
}

function difference(after: Cpu, before: Cpu): Cpu {
  return {
    server: after.server - before.server,
    postgres: after.postgres - before.postgres,
    clients: after.clients - before.clients,
  }
}

async function receivedSince(fleet: ClientFleet, before: number): Promise<number> {
  const { read } = await fleet.bytes()
  return read - before
}
