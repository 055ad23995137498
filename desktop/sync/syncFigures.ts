import { entityTypes, type EntityType } from '../../api/contract/change.ts'
import { contractVersion } from '../../api/contract/version.ts'
import { linkVersion, type SyncFigures } from '../link/messages.ts'
import { type CommandQueue } from './CommandQueue.ts'
import { type Replica } from './Replica.ts'
import { type SyncTally } from './SyncTally.ts'

export interface FiguresSource {
  replica: Pick<Replica, 'head' | 'countOf'>
  queue: Pick<CommandQueue, 'states'>
  tally: SyncTally
  serverVersion: () => string | undefined
}

/** What is counted here, as windows are told it: numbers and versions only, so that it may be shown and sent to anybody. */
export function syncFigures({ replica, queue, tally, serverVersion }: FiguresSource, begunAt: number): SyncFigures {
  const rows = Object.fromEntries(entityTypes.map((type) => [type, replica.countOf(type)]))
  return {
    begunAt: new Date(begunAt).toISOString(),
    ...tally.counts,
    head: replica.head,
    rows: rows as Record<EntityType, number>,
    refused: queue.states().filter(({ state }) => state === 'refused').length,
    serverVersion: serverVersion(),
    contractVersion,
    linkVersion,
  }
}
