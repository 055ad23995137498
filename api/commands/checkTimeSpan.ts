import { Refused } from '../contract/errors.ts'
import { type Transaction } from '../db/write.ts'

const longest = 24 * 3600 * 1000
/** Clocks of phones are not exact. */
const tolerance = 5 * 60 * 1000

export interface TimeSpan {
  /** The entry itself, which it may overlap. */
  id: string
  personId: string
  startedAt: string
  endedAt: string | undefined
}

/**
 * @throws {Refused} invalid_input, for a span that ends before it begins, lies ahead, or is longer than a day.
 * @throws {Refused} conflict, where the person's time is already taken: their row is locked by the caller.
 */
export async function checkTimeSpan(tx: Transaction, { id, personId, startedAt, endedAt }: TimeSpan): Promise<void> {
  const start = Date.parse(startedAt)
  const end = endedAt === undefined ? undefined : Date.parse(endedAt)
  const latest = Date.parse(tx.at) + tolerance
  if (start > latest || (end !== undefined && end > latest)) {
    throw new Refused('invalid_input', 'Time that lies ahead cannot be entered.', { field: 'startedAt' })
  }
  if (end !== undefined && end <= start) {
    throw new Refused('invalid_input', 'It must end after it begins.', { field: 'endedAt' })
  }
  if ((end ?? Date.parse(tx.at)) - start > longest) {
    throw new Refused('invalid_input', 'One entry is at most 24 hours long.', { field: 'endedAt' })
  }
  const [other] = await tx.query<{ id: string; started_at: string; ended_at: string | null }>(
    `select id, started_at, ended_at from time_entries
     where person_id = $1 and id <> $2 and started_at < coalesce($4::timestamptz, 'infinity')
       and coalesce(ended_at, 'infinity') > $3 order by started_at limit 1`,
    [personId, id, startedAt, endedAt ?? null],
  )
  if (!other) return
  const until = other.ended_at ? `to ${other.ended_at}` : 'and still runs'
  throw new Refused('conflict', `This overlaps another entry of the same person, from ${other.started_at} ${until}.`, {
    fields: ['startedAt', 'endedAt'],
    current: { id: other.id, startedAt: other.started_at, endedAt: other.ended_at },
  })
}

/** Holds off every other entry of the same person until this transaction ends. */
export async function lockTimeOf(tx: Transaction, technicianId: string | null, userId: string | null): Promise<void> {
  if (technicianId !== null) await tx.query('select 1 from technicians where id = $1 for update', [technicianId])
  else await tx.query('select 1 from users where id = $1 for update', [userId])
}
