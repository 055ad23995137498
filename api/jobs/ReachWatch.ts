import { systemPrincipal } from '../contract/principal.ts'
import { type Reach } from '../contract/technician.ts'
import { type Database, type Log } from '../db/Database.ts'
import { technicianColumns, toTechnician, type TechnicianRow } from '../db/rows/technicianRow.ts'
import { write } from '../db/write.ts'

export interface ReachWatchOptions {
  db: Database
  log: Log
  /**
   * The users who have a connection at this moment; the broker cuts those that miss their keep-alive. Undefined where that is
   * not known, or another node looks after it.
   */
  connected: () => readonly string[] | undefined
}

/** A reload, a lift, a tunnel: shorter than this it is no news. */
const staleAfter = 45_000
const unreachableAfter = 300_000
const lookEvery = 5_000

/** Whether technicians on shift can be reached: by their connections, and by how long they have had none. */
export class ReachWatch {
  readonly #options: ReachWatchOptions
  /** Technicians' users, and when they were last connected; who never was since the start is not here. */
  readonly #seen = new Map<string, number>()
  readonly #timer: NodeJS.Timeout
  #running: Promise<void> = Promise.resolve()

  constructor(options: ReachWatchOptions) {
    this.#options = options
    this.#timer = setInterval(() => {
      this.#running = this.#running.then(() => this.look())
    }, lookEvery)
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#running
  }

  /** Looks now. */
  async look(): Promise<void> {
    const { db, log, connected } = this.#options
    try {
      const subjects = connected()
      if (!subjects) return this.#seen.clear()
      const online = new Set(subjects)
      const now = db.now().getTime()
      const rows = await db.service((service) =>
        service.query<{ id: string; user_id: string; reach: Reach }>(
          `select id, user_id, reach from technicians
           where user_id is not null and active and duty = 'on_shift' and deleted_at is null`,
        ),
      )
      for (const { id, user_id, reach } of rows) {
        const next = this.#reachOf(user_id, online.has(user_id), reach, now)
        if (next !== reach) await this.#save(id, next)
      }
    } catch (error) {
      log.warn({ error: String(error) }, 'who can be reached is not known at the moment')
    }
  }

  #reachOf(userId: string, isOnline: boolean, reach: Reach, now: number): Reach {
    // Stored as reachable by the run before: counted from now.
    if (isOnline || (reach !== 'unreachable' && !this.#seen.has(userId))) this.#seen.set(userId, now)
    if (isOnline) return 'online'
    const silent = now - (this.#seen.get(userId) ?? 0)
    if (silent >= unreachableAfter) return 'unreachable'
    return silent >= staleAfter ? 'stale' : reach
  }

  async #save(id: string, reach: Reach): Promise<void> {
    const { db } = this.#options
    await write(
      { db, principal: systemPrincipal('Signalbox') },
      () => ({ status: 200 }),
      async (tx) => {
        const [before] = await tx.query<{ reach: Reach }>('select reach from technicians where id = $1 for update', [
          id,
        ])
        const [row] = await tx.query<TechnicianRow>(
          `update technicians set reach = $2, version = version + 1, updated_at = $3
           where id = $1 and reach <> $2 returning ${technicianColumns}`,
          [id, reach, tx.at],
        )
        if (!row) return
        const changed = ['reach']
        const { version } = row
        tx.announce({ type: 'technician', action: 'update', id, version, changed, data: toTechnician(row), before })
      },
    )
  }
}
