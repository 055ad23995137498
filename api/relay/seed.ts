import { type EntityType } from '../contract/change.ts'
import { type Principal, systemPrincipal } from '../contract/principal.ts'
import { topics } from '../contract/topics.ts'
import { type Database, type Queryable } from '../db/Database.ts'
import { siteColumns, toSite, type SiteRow } from '../db/rows/siteRow.ts'
import { technicianColumns, toTechnician, type TechnicianRow } from '../db/rows/technicianRow.ts'
import { ticketColumns, toTickets, type TicketRow } from '../db/rows/ticketRow.ts'
import { toUser, userColumns, userTables, type UserRow } from '../db/rows/userRow.ts'
import { changeColumns, type ChangeRow } from './ChangeRow.ts'
import { envelopeText } from './envelopes.ts'
import { readHead } from './numberChanges.ts'
import { type Publisher } from './Publisher.ts'
import { type Snapshot } from './Snapshot.ts'
import { targetOf } from './topicsOf.ts'
import { toSnapshotRow } from './toSnapshotRow.ts'

type Retained = Parameters<Publisher['publish']>[0]

/** The rows of one page, so that 50,000 tickets never lie in memory three times over. */
const pageSize = 2_000

/** A stored row with what its change would say of it. */
type Seed = Pick<ChangeRow, 'entity_id' | 'version' | 'data' | 'at'> &
  Partial<Pick<ChangeRow, 'pool' | 'viewer_ids'>> & { type: EntityType }

/**
 * Fills the snapshot from PostgreSQL and gives what the broker must hold: a restart has lost it all. Each retained message is the
 * one that was last sent, from the log; where that was pruned it is made from the row.
 */
export async function* seed(db: Database, snapshot: Snapshot): AsyncGenerator<Retained> {
  const reader: Principal = systemPrincipal('Signalbox')
  const seeds: Retained[][] = []
  await db.compare(reader, async (service) => {
    const head = await readHead(service)
    snapshot.head = head.seq
    for (const pages of [users, technicians, sites, tickets]) {
      for await (const page of pages(service)) seeds.push(await retainedOf(service, snapshot, page))
    }
    seeds.push(await assignmentLists(service))
  })
  for (const page of seeds) yield* page
}

async function retainedOf(db: Queryable, snapshot: Snapshot, page: Seed[]): Promise<Retained[]> {
  const last = await lastChanges(db, page)
  return page.flatMap((each) => {
    const row: ChangeRow = { ...fallback(each, snapshot.head), ...last.get(each.entity_id), data: each.data }
    const kept = toSnapshotRow({
      ...row,
      type: each.type,
      pool: each.pool ?? null,
      viewer_ids: each.viewer_ids ?? null,
    })
    snapshot.set(kept)
    const { topic, clear } = targetOf(row, kept)
    return clear ? [] : [{ topic, payload: envelopeText(row), retain: true }]
  })
}

function fallback(seed: Seed, seq: number): ChangeRow {
  const none = {
    pool_before: null,
    pool: null,
    viewer_ids_before: null,
    viewer_ids: null,
    ticket_id: null,
    changed: [],
  }
  return { ...none, ...seed, seq, action: 'update', by_id: null, by_name: 'Signalbox' }
}

async function lastChanges(db: Queryable, page: Seed[]): Promise<Map<string, ChangeRow>> {
  const rows = await db.query<ChangeRow>(
    `select ${changeColumns} from unnest($1::uuid[], $2::int[], $3::text[]) as wanted (wanted_id, wanted_version, wanted_type)
     join changes on entity_id = wanted_id and type = wanted_type and version = wanted_version and seq is not null`,
    [page.map((each) => each.entity_id), page.map((each) => each.version), page.map((each) => each.type)],
  )
  return new Map(rows.map((row) => [row.entity_id, row]))
}

/** Pages of a query that ends with `id > $1`, in the order of their ids. */
async function* pagesOf<Row extends { id: string }>(db: Queryable, sql: string, id: string): AsyncGenerator<Row[]> {
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const rows = await db.query<Row>(`${sql} and ${id} > $1 order by ${id} limit ${pageSize}`, [after])
    const last = rows.at(-1)
    if (!last) return
    yield rows
    after = last.id
  }
}

function toSeed(type: EntityType, entity: { id: string; version: number; updatedAt: string }): Seed {
  return { type, entity_id: entity.id, version: entity.version, at: entity.updatedAt, data: JSON.stringify(entity) }
}

async function* users(db: Queryable): AsyncGenerator<Seed[]> {
  const sql = `select ${userColumns} from ${userTables} where users.deleted_at is null`
  for await (const rows of pagesOf<UserRow>(db, sql, 'users.id')) yield rows.map((row) => toSeed('user', toUser(row)))
}

async function* technicians(db: Queryable): AsyncGenerator<Seed[]> {
  const sql = `select ${technicianColumns} from technicians where deleted_at is null`
  for await (const rows of pagesOf<TechnicianRow>(db, sql, 'technicians.id')) {
    yield rows.map((row) => toSeed('technician', toTechnician(row)))
  }
}

async function* sites(db: Queryable): AsyncGenerator<Seed[]> {
  const sql = `select ${siteColumns} from sites where deleted_at is null`
  for await (const rows of pagesOf<SiteRow>(db, sql, 'sites.id')) yield rows.map((row) => toSeed('site', toSite(row)))
}

async function* tickets(db: Queryable): AsyncGenerator<Seed[]> {
  const sql = `select ${ticketColumns} from tickets
    where deleted_at is null and (left_at is null or left_at > now() - interval '7 days')`
  for await (const rows of pagesOf<TicketRow>(db, sql, 'tickets.id')) {
    const entities = await toTickets(db, rows)
    yield entities.map((ticket, index) => ({
      ...toSeed('ticket', ticket),
      pool: rows[index]?.pool ?? null,
      viewer_ids: rows[index]?.viewer_ids ?? null,
    }))
  }
}

/** The lists of active assignments, as they were last sent; who never had any has none. */
async function assignmentLists(db: Queryable): Promise<Retained[]> {
  const rows = await db.query<ChangeRow>(
    `select ${changeColumns} from changes where type = 'assignments' and seq is not null and (entity_id, version) in
       (select id, assignments_version from technicians where deleted_at is null)`,
  )
  return rows.map((row) => ({ topic: topics.assignments(row.entity_id), payload: envelopeText(row), retain: true }))
}
