import { type SyncFigures } from '../link/messages.ts'

/** So many commit times of one tick say as much as a thousand. */
const mostCommits = 200

type Counted = Pick<SyncFigures, 'pushed' | 'fetched' | 'missed' | 'wholeSets' | 'doubts' | 'connections'>

/** Counts what the sync client does, for the truth meter. Nothing is decided by it. */
export class SyncTally implements Counted {
  pushed = 0
  fetched = 0
  missed = 0
  wholeSets = 0
  doubts = 0
  connections = 0
  #commits: number[] = []

  /** A change came over MQTT and was news; `at` is when it was committed, ms by the server's clock. */
  sawLive(at: number): void {
    this.pushed++
    if (this.#commits.length < mostCommits) this.#commits.push(at)
  }

  /** When the live changes since the last time were committed. */
  takeCommits(): number[] {
    return this.#commits.splice(0)
  }

  get counts(): Counted {
    const { pushed, fetched, missed, wholeSets, doubts, connections } = this
    return { pushed, fetched, missed, wholeSets, doubts, connections }
  }
}
