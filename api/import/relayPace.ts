import { type Database } from '../db/Database.ts'

/** How many changes may wait for the relay when a batch begins: what it sends in well under half a second. */
const maxWaiting = 400
const lookAgain = 20
/** A relay that has sent nothing for this long is not there: nobody is held up. */
const patience = 2_000

export interface PaceOptions {
  /** How many changes the relay has not sent yet. */
  waiting: () => Promise<number>
  /** Milliseconds of a clock that only goes forwards. */
  now: () => number
  wait: (milliseconds: number) => Promise<void>
  signal: AbortSignal
}

/**
 * Holds an import back to what the relay of a running server sends: the changes of people queue behind those of the
 * import, and a year of rows would keep them off the screens for a minute.
 * @returns resolves when there is room for one more batch
 */
export function relayPace({ waiting, now, wait, signal }: PaceOptions): () => Promise<void> {
  let nobodyRelays = false
  return async () => {
    let least = Infinity
    let leastAt = now()
    while (!nobodyRelays && !signal.aborted) {
      const count = await waiting()
      if (count <= maxWaiting) return
      if (count < least) {
        least = count
        leastAt = now()
      }
      nobodyRelays = now() - leastAt > patience
      await wait(lookAgain)
    }
  }
}

export const realTime: Pick<PaceOptions, 'now' | 'wait'> = {
  now: () => performance.now(),
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
}

export async function waitingChanges(db: Database): Promise<number> {
  const [row] = await db.service((service) =>
    service.query<{ count: number }>('select count(*) from changes where seq is null'),
  )
  return row?.count ?? 0
}
