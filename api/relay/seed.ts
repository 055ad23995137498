import { entityTypes, type EntityType } from '../contract/change.ts'
import { systemPrincipal } from '../contract/principal.ts'
import { topics } from '../contract/topics.ts'
import { type Database, type Queryable } from '../db/Database.ts'
import { entityTables, readEntities, type Entity } from '../db/rows/entityTables.ts'
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

/**
 * Fills the snapshot from PostgreSQL and gives what the broker must hold: a restart has lost it all. Each retained message
 * is the one that was last sent, from the log; where that was pruned it is made from the row.
 */
export async function* seed(db: Database, snapshot: Snapshot): AsyncGenerator<Retained> {
  const pages: Retained[][] = []
  await db.compare(systemPrincipal('Signalbox'), async (service) => {
    snapshot.head = (await readHead(service)).seq
    for (const type of entityTypes) {
      for await (const page of pagesOf(service, type)) pages.push(await keep(service, snapshot, type, page))
    }
    pages.push(await assignmentLists(service))
  })
  for (const page of pages) yield* page
}

/** Live rows of one kind, page by page in the order of their ids. */
async function* pagesOf(db: Queryable, type: EntityType): AsyncGenerator<Entity[]> {
  const { id, live } = entityTables[type]
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const page = await readEntities(db, type, `${live} and ${id} > $1 order by ${id} limit ${pageSize}`, [after])
    const last = page.at(-1)
    if (!last) return
    yield page
    after = last.id
  }
}

async function keep(db: Queryable, snapshot: Snapshot, type: EntityType, page: Entity[]): Promise<Retained[]> {
  const last = await lastChanges(db, type, page)
  const visibility = type === 'ticket' ? await visibilities(db, page) : new Map<string, StoredVisibility>()
  return page.flatMap((entity) => {
    const { pool = null, viewer_ids = null } = visibility.get(entity.id) ?? {}
    const data = JSON.stringify(entity)
    const row = { ...fallback(type, entity, snapshot.head), ...last.get(entity.id), type, data, pool, viewer_ids }
    const kept = toSnapshotRow(row)
    snapshot.set(kept)
    const { topic, retain, clear } = targetOf(row, kept)
    return retain && !clear ? [{ topic, payload: envelopeText(row), retain: true }] : []
  })
}

function fallback(type: EntityType, { id, version, updatedAt }: Entity, seq: number): ChangeRow {
  return {
    seq,
    type,
    action: 'update',
    entity_id: id,
    ticket_id: null,
    version,
    at: updatedAt,
    by_id: null,
    by_name: 'Signalbox',
    changed: [],
    data: '',
    pool_before: null,
    pool: null,
    viewer_ids_before: null,
    viewer_ids: null,
  }
}

async function lastChanges(db: Queryable, type: EntityType, page: Entity[]): Promise<Map<string, ChangeRow>> {
  const rows = await db.query<ChangeRow>(
    `select ${changeColumns} from unnest($1::uuid[], $2::int[]) as wanted (wanted_id, wanted_version)
     join changes on entity_id = wanted_id and type = $3 and version = wanted_version and seq is not null`,
    [page.map((each) => each.id), page.map((each) => each.version), type],
  )
  return new Map(rows.map((row) => [row.entity_id, row]))
}

interface StoredVisibility {
  id: string
  pool: boolean
  viewer_ids: string[]
}

async function visibilities(db: Queryable, page: Entity[]): Promise<Map<string, StoredVisibility>> {
  const rows = await db.query<StoredVisibility>('select id, pool, viewer_ids from tickets where id = any($1)', [
    page.map((each) => each.id),
  ])
  return new Map(rows.map((row) => [row.id, row]))
}

/** The lists of active assignments, as they were last sent; who never had any has none. */
async function assignmentLists(db: Queryable): Promise<Retained[]> {
  const rows = await db.query<ChangeRow>(
    `select ${changeColumns} from changes where type = 'assignments' and seq is not null and (entity_id, version) in
       (select id, assignments_version from technicians where deleted_at is null)`,
  )
  return rows.map((row) => ({ topic: topics.assignments(row.entity_id), payload: envelopeText(row), retain: true }))
}
