import { type Action, type ChangeType, type HistoryItem } from '../contract/change.ts'
import { notFound, Refused } from '../contract/errors.ts'
import { isId } from '../contract/ids.ts'
import { type Principal } from '../contract/principal.ts'
import { isStaff } from '../contract/user.ts'
import { type Database } from '../db/Database.ts'
import { limitOf, onlyOne } from './limitOf.ts'

interface HistoryRow {
  seq: number
  type: ChangeType
  action: Action
  entity_id: string
  version: number
  at: string
  by_id: string | null
  by_name: string
  changed: string[]
  data: unknown
  before: Record<string, unknown> | null
}

export interface HistoryPage {
  items: HistoryItem[]
  nextCursor?: string
}

/**
 * Changes in their order: of one ticket with all that hangs on it, or of everything between two moments (times, or
 * sequence numbers). A technician gets those of tickets they see, from when they came to see them.
 * @throws {Refused} invalid_input, not_found
 */
export async function readHistory(db: Database, principal: Principal, query: URLSearchParams): Promise<HistoryPage> {
  const values: unknown[] = []
  const bind = (value: unknown) => `$${values.push(value)}`
  const limit = limitOf(query)
  const conditions = [`seq is not null`, `type <> 'assignments'`, ...range(query, bind)]
  const ticketId = onlyOne(query, 'ticketId')
  if (ticketId !== null) {
    if (!isId(ticketId)) throw notFound('ticket')
    conditions.push(`ticket_id = ${bind(ticketId)}`)
  }
  if (!isStaff(principal.role)) conditions.push(sinceGained(bind(principal.technicianId ?? null)))
  return db.read(principal, async (reader) => {
    if (ticketId !== null) {
      const seen = await reader.query('select 1 from tickets where id = $1 and deleted_at is null', [ticketId])
      if (seen.length === 0) throw notFound('ticket')
    }
    const rows = await reader.query<HistoryRow>(
      `select seq, type, action, entity_id, version, at, by_id, by_name, changed, data, before from changes
       where ${conditions.join(' and ')} order by seq limit ${limit + 1}`,
      values,
    )
    const page = rows.slice(0, limit)
    const items = page.map(toHistoryItem)
    return rows.length > limit ? { items, nextCursor: String(page.at(-1)?.seq) } : { items }
  })
}

const known = new Set(['ticketId', 'from', 'to', 'limit', 'cursor'])

function range(query: URLSearchParams, bind: (value: unknown) => string): string[] {
  const unknown = [...query.keys()].find((name) => !known.has(name))
  if (unknown !== undefined) {
    throw new Refused('invalid_input', `There is no parameter ${JSON.stringify(unknown)}.`, { field: unknown })
  }
  const conditions: string[] = []
  for (const [name, compare] of [
    ['from', '>='],
    ['to', '<='],
  ] as const) {
    const value = onlyOne(query, name)
    if (value === null || value === '') continue
    if (/^\d{1,15}$/.test(value)) conditions.push(`seq ${compare} ${bind(Number(value))}`)
    else if (!Number.isNaN(Date.parse(value))) conditions.push(`at ${compare} ${bind(new Date(value).toISOString())}`)
    else throw new Refused('invalid_input', `${name} must be a time (RFC 3339) or a sequence number.`, { field: name })
  }
  const cursor = onlyOne(query, 'cursor')
  if (cursor !== null) {
    if (!/^\d{1,15}$/.test(cursor))
      throw new Refused('invalid_input', 'This is no cursor of ours.', { field: 'cursor' })
    conditions.push(`seq > ${bind(Number(cursor))}`)
  }
  return conditions
}

/**
 * From the last time the ticket came into this technician's view. Where the log has forgotten that moment, it has
 * forgotten everything before it too.
 */
function sinceGained(technician: string): string {
  return `seq >= coalesce((
    select max(gained.seq) from changes as gained
    where gained.ticket_id = changes.ticket_id and gained.type = 'ticket'
      and (gained.pool or ${technician} = any(gained.viewer_ids))
      and not (gained.pool_before or ${technician} = any(gained.viewer_ids_before))), 0)`
}

function toHistoryItem(row: HistoryRow): HistoryItem {
  return {
    v: 1,
    seq: row.seq,
    type: row.type,
    action: row.action,
    id: row.entity_id,
    version: row.version,
    at: row.at,
    by: { id: row.by_id, name: row.by_name },
    changed: row.changed,
    data: row.data,
    before: row.before,
  }
}
