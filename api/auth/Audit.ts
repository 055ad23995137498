import { RateLimiterMemory } from 'rate-limiter-flexible'
import { auditActions, type AuditOutcome } from '../contract/audit.ts'
import { type Principal } from '../contract/principal.ts'
import { insertAudit } from '../db/audit.ts'
import { type Database, type Log } from '../db/Database.ts'

export interface AuditNote {
  action: string
  outcome?: AuditOutcome
  /** Undefined where it is not known who it was. */
  principal?: Principal | undefined
  address?: string | undefined
  subject?: { type: string; id: string }
  details?: Record<string, unknown>
}

/** Notes what changes no row: refusals of rights, exports. What changes rows is noted in their transaction. */
export class Audit {
  readonly #db: Database
  readonly #log: Log
  /** Whoever is refused a thousand times a minute has said enough after sixty, and must not fill the disk. */
  readonly #refusals = new RateLimiterMemory({ keyPrefix: 'refusals', points: 60, duration: 60 })

  constructor(db: Database, log: Log) {
    this.#db = db
    this.#log = log
  }

  async note({ action, outcome = 'done', principal, address, subject, details }: AuditNote): Promise<void> {
    if (outcome === 'refused' && !(await this.#admits(principal?.userId ?? address ?? ''))) return
    const at = this.#db.now().toISOString()
    const by = { id: principal?.userId ?? null, name: principal?.name ?? '' }
    const from = address ?? principal?.address
    await this.#db.service((db) => insertAudit(db, [{ at, action, outcome, by, address: from, subject, details }]))
  }

  /** What a client of the broker was not let do; the filter is a stranger's text of up to 64 KiB. */
  noteMqttRefusal(what: string, principal: Principal | undefined, address: string, filter?: string): void {
    // PostgreSQL keeps no NUL, and what else is not printed would hide what was asked for.
    const shown = filter?.slice(0, 200).replaceAll(/\p{C}/gu, '\u{FFFD}')
    const details = { what, ...(shown !== undefined && { filter: shown }) }
    this.note({ action: auditActions.mqttRefused, outcome: 'refused', principal, address, details }).catch(
      (error: unknown) => this.#log.error({ err: error }, 'a refusal could not be noted in the audit'),
    )
  }

  #admits(key: string): Promise<boolean> {
    return this.#refusals.consume(key).then(
      () => true,
      () => false,
    )
  }
}
