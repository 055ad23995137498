import { type Queryable } from '../db/Database.ts'
import { changeColumns, type ChangeRow } from './ChangeRow.ts'

/** $1 the time, $2 how many at most. */
const numbering = `with head as (
    select seq from relay_head
  ), taken as (
    select id, row_number() over (order by id) as position
    from (select id from changes where seq is null order by id limit $2) as waiting
  ), numbered as (
    update changes set seq = head.seq + taken.position, sent_at = $1 from taken, head where changes.id = taken.id returning changes.*
  ), moved as (
    update relay_head set seq = seq + (select count(*) from taken), at = $1 where exists (select 1 from taken)
  )`

/**
 * Gives the next public numbers to committed changes that have none, oldest first.
 * Rule R1: only the holder of the relay's lock calls it, so numbers are given in one order, after the commit, and
 * whoever has seen N has seen, or can fetch, everything up to N. Changes of one row keep their order: their ids were
 * handed out while its lock was held.
 */
export async function numberChanges(db: Queryable, at: string, limit: number): Promise<ChangeRow[]> {
  return db.query<ChangeRow>(`${numbering} select ${changeColumns} from numbered order by seq`, [at, limit])
}

/** Per statement, so that a year that was imported while no server ran stays below the statement's time limit. */
const waitingBatch = 20_000

/** The same for all that waited, when there is nobody yet to send it to. */
export async function numberWaiting(db: Queryable, at: string): Promise<void> {
  for (let count = waitingBatch; count === waitingBatch;) {
    const [row] = await db.query<{ count: number }>(`${numbering} select count(*) from numbered`, [at, waitingBatch])
    count = row?.count ?? 0
  }
}

/** What was numbered after `seq`: by this relay's predecessor, or before an answer was lost with the connection. */
export async function numberedAfter(db: Queryable, seq: number, limit: number): Promise<ChangeRow[]> {
  return db.query<ChangeRow>(`select ${changeColumns} from changes where seq > $1 order by seq limit $2`, [seq, limit])
}

export interface RelayHead {
  seq: number
  at: string
}

export async function readHead(db: Queryable): Promise<RelayHead> {
  const [row] = await db.query<RelayHead>('select seq, at from relay_head')
  return row ?? { seq: 0, at: new Date(0).toISOString() }
}
