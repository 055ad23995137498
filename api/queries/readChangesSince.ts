import { Refused } from '../contract/errors.ts'
import { type Principal } from '../contract/principal.ts'
import { isStaff } from '../contract/user.ts'
import { type AsReader, type Database, type Queryable } from '../db/Database.ts'
import { readByIds, type ReadableType, type Row } from './readRows.ts'
import { asReplica, headOf, toItems, type SyncAnswer, type SyncItem } from './readWorkingSet.ts'
import { workingSetDays } from './workingSet.ts'
import { type Ticket } from '../contract/ticket.ts'

/** Something that changed since N: by type and id, with the newest version that the log knows. */
interface Touched {
  type: ReadableType
  id: string
  version: number
}

/** Of a ticket, for a technician: whether they saw it at some time since, and whether they came to see it only since. */
interface TouchedTicket extends Touched {
  site_ids: string[]
  seen: boolean
  gained: boolean
}

/** Committed but not yet numbered changes count as well: the answer may be newer than its head, never older. */
const since = '(seq > $1 or seq is null)'

/**
 * What a replica that knows everything up to `since` has to change: rows as they are now, and `gone` for what was
 * deleted, has left this person's view, or has aged out of the working set.
 * @throws {Refused} gone, where the log no longer reaches back or their role has changed since: start over.
 * @throws {Refused} invalid_input, where `since` is above the head: it belongs to another database.
 */
export async function readChangesSince(db: Database, principal: Principal, from: number): Promise<SyncAnswer> {
  return db.compare(principal, async (service, asReader) => {
    const head = await headOf(service)
    if (from > head) throw new Refused('invalid_input', `since=${from} is above the head ${head}.`, { field: 'since' })
    await checkReach(service, principal, from)
    const items = isStaff(principal.role)
      ? await staffChanges(service, asReader, asReplica(principal), from)
      : await technicianChanges(service, asReader, principal, from)
    return { head, items }
  })
}

async function checkReach(db: Queryable, principal: Principal, from: number): Promise<void> {
  const [log] = await db.query<{ pruned_seq: number }>('select pruned_seq from relay_head')
  if (log && from < log.pruned_seq) {
    throw new Refused('gone', 'The change log no longer reaches back that far: start over without since.')
  }
  const changedRole = await db.query(
    `select 1 from changes where entity_id = $2 and type = 'user' and 'role' = any(changed) and action = 'update' and ${since} limit 1`,
    [from, principal.userId],
  )
  if (changedRole.length > 0) throw new Refused('gone', 'Your role has changed: start over without since.')
}

async function touchedSince(db: Queryable, from: number, types: readonly ReadableType[]): Promise<Touched[]> {
  return db.query<Touched>(
    `select type, entity_id as id, max(version) as version from changes
     where ${since} and type = any($2) group by type, entity_id`,
    [from, types],
  )
}

async function staffChanges(
  db: Queryable,
  asReader: AsReader,
  principal: Principal,
  from: number,
): Promise<SyncItem[]> {
  const touched = await touchedSince(db, from, ['user', 'technician', 'site', 'ticket'])
  return asReader(async () => {
    const items: SyncItem[] = []
    for (const [type, group] of Map.groupBy(touched, (each) => each.type)) {
      const rows = await readByIds(
        db,
        principal,
        type,
        group.map((each) => each.id),
      )
      items.push(...rowsAndGone(type, group, rows.filter(stillLive)))
    }
    return items
  })
}

function rowsAndGone(type: ReadableType, touched: readonly { id: string; version: number }[], rows: Row[]): SyncItem[] {
  const present = new Set(rows.map((row) => row.id))
  const gone = touched.filter((each) => !present.has(each.id))
  return [...toItems(type, rows), ...gone.map(({ id, version }) => ({ type, id, version, gone: true as const }))]
}

/** A ticket that was closed or cancelled too long ago is history, not part of a replica. */
function stillLive(row: Row | Ticket): boolean {
  const left = 'status' in row && 'number' in row ? (row.closedAt ?? row.cancelledAt) : undefined
  return left === undefined || Date.parse(left) > Date.now() - workingSetDays * 24 * 3600 * 1000
}

async function technicianChanges(
  db: Queryable,
  asReader: AsReader,
  principal: Principal,
  from: number,
): Promise<SyncItem[]> {
  const tickets = await touchedTickets(db, principal, from)
  const others = await touchedSince(db, from, ['user', 'technician', 'site'])
  const versions = await siteVersions(db, tickets)
  return asReader(async () => {
    const visible = (
      await readByIds(
        db,
        principal,
        'ticket',
        tickets.map((each) => each.id),
      )
    ).filter(stillLive)
    const visibleIds = new Set(visible.map((row) => row.id))
    const lost = tickets.filter((each) => each.seen && !visibleIds.has(each.id))

    const siteIds = new Set<string>()
    for (const ticket of tickets) {
      if (ticket.gained || lost.includes(ticket)) for (const id of ticket.site_ids) siteIds.add(id)
    }
    const sites = others.filter((each) => each.type === 'site')
    const own = others.filter((each) => each.type === 'technician' && each.id === principal.technicianId)
    const users = others.filter((each) => each.type === 'user')
    return [
      ...toItems('ticket', visible),
      ...lost.map(({ id, version }) => ({ type: 'ticket' as const, id, version, gone: true as const })),
      ...(await siteItems(db, principal, [...siteIds], sites, versions)),
      ...rowsAndGone(
        'technician',
        own,
        await readByIds(
          db,
          principal,
          'technician',
          own.map((each) => each.id),
        ),
      ),
      ...rowsAndGone(
        'user',
        users,
        await readByIds(
          db,
          principal,
          'user',
          users.map((each) => each.id),
        ),
      ),
    ]
  })
}

/** The tickets that changed since, each with what its changes say of this technician (read as the system). */
async function touchedTickets(db: Queryable, principal: Principal, from: number): Promise<TouchedTicket[]> {
  return db.query<TouchedTicket>(
    `select 'ticket' as type, entity_id as id, max(version) as version,
       array_remove(array_agg(data ->> 'siteId') || array_agg(before ->> 'siteId'), null) as site_ids,
       bool_or(pool or pool_before or $2 = any(viewer_ids) or $2 = any(viewer_ids_before)) as seen,
       bool_or(not (pool_before or $2 = any(viewer_ids_before)) or 'siteId' = any(changed)) as gained
     from changes where ${since} and type = 'ticket' group by entity_id`,
    [from, principal.technicianId ?? null],
  )
}

async function siteVersions(db: Queryable, tickets: readonly TouchedTicket[]): Promise<Map<string, number>> {
  const rows = await db.query<{ id: string; version: number }>('select id, version from sites where id = any($1)', [
    [...new Set(tickets.flatMap((each) => each.site_ids))],
  ])
  return new Map(rows.map((row) => [row.id, row.version]))
}

/**
 * Sites of tickets that came or went: the row where one of their tickets still shows it, `gone` where none does. Of sites
 * that only changed themselves nothing is said unless they are visible: an id alone would already tell something.
 */
async function siteItems(
  db: Queryable,
  principal: Principal,
  moved: readonly string[],
  changed: readonly Touched[],
  versions: ReadonlyMap<string, number>,
): Promise<SyncItem[]> {
  const ids = [...new Set([...moved, ...changed.map((each) => each.id)])]
  const rows = await readByIds(db, principal, 'site', ids)
  const visible = new Set(rows.map((row) => row.id))
  const gone = moved.filter((id) => !visible.has(id))
  return [
    ...toItems('site', rows),
    ...gone.map((id) => ({ type: 'site' as const, id, version: versions.get(id) ?? 1, gone: true as const })),
  ]
}
