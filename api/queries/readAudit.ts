import { type AuditEntry, type AuditOutcome, auditFilters, auditOutcomes } from '../contract/audit.ts'
import { Refused } from '../contract/errors.ts'
import { isId } from '../contract/ids.ts'
import { maxPageSize } from '../contract/lists.ts'
import { type Principal } from '../contract/principal.ts'
import { isManager } from '../contract/user.ts'
import { type Database } from '../db/Database.ts'
import { present } from '../db/rows/present.ts'
import { limitOf } from './limitOf.ts'

interface AuditRow {
  id: string
  at: string
  action: string
  outcome: AuditOutcome
  by_id: string | null
  by_name: string
  address: string | null
  subject_type: string | null
  subject_id: string | null
  details: Record<string, unknown> | null
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
}

export interface AuditPage {
  items: AuditEntry[]
  nextCursor?: string
}

type Filter = (typeof auditFilters)[number]

const columns: Record<Filter, string> = {
  action: 'action',
  outcome: 'outcome',
  byId: 'by_id',
  address: 'address',
  subjectType: 'subject_type',
  subjectId: 'subject_id',
}
const others = new Set(['q', 'from', 'to', 'limit', 'cursor'])
const longestSearch = 100

/**
 * The audit, newest first. Its ids are made in the order of time, so the cursor is a time and an id.
 * @throws {Refused} forbidden for everyone but managers; invalid_input, naming the parameter.
 */
export async function readAudit(db: Database, principal: Principal, query: URLSearchParams): Promise<AuditPage> {
  if (!isManager(principal.role)) throw new Refused('forbidden', 'Only managers may see the audit.')
  const values: unknown[] = []
  const bind = (value: unknown) => `$${values.push(value)}`
  const limit = limitOf(query)
  const conditions = ['true', ...filtersOf(query, bind), ...searchOf(query, bind), ...rangeOf(query, bind)]
  const rows = await db.asAuditor((auditor) =>
    auditor.query<AuditRow>(
      `select id, at, action, outcome, by_id, by_name, address, subject_type, subject_id, details, before, after
       from audit where ${conditions.join(' and ')} order by at desc, id desc limit ${limit + 1}`,
      values,
    ),
  )
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const items = page.map(toEntry)
  return rows.length > limit && last ? { items, nextCursor: `${Date.parse(last.at)}.${last.id}` } : { items }
}

/** Every page of the audit from here on, for an export. */
export async function* auditPages(
  db: Database,
  principal: Principal,
  query: URLSearchParams,
): AsyncGenerator<AuditEntry[]> {
  const next = new URLSearchParams(query)
  next.set('limit', String(maxPageSize))
  for (;;) {
    const { items, nextCursor } = await readAudit(db, principal, next)
    yield items
    if (nextCursor === undefined) return
    next.set('cursor', nextCursor)
  }
}

function filtersOf(query: URLSearchParams, bind: (value: unknown) => string): string[] {
  return [...new Set(query.keys())]
    .filter((name) => !others.has(name))
    .map((name) => {
      const filter = auditFilters.find((each) => each === name)
      if (!filter) {
        throw new Refused('invalid_input', `There is no filter ${JSON.stringify(name)}.`, { field: name })
      }
      const given = query.getAll(name).flatMap((value) => value.split(','))
      for (const value of given) checkValue(filter, value)
      return `${columns[filter]} = any(${bind(given)})`
    })
}

function checkValue(filter: Filter, value: string): void {
  const isGood =
    filter === 'byId' || filter === 'subjectId'
      ? isId(value)
      : filter !== 'outcome' || (auditOutcomes as readonly string[]).includes(value)
  if (!isGood) throw new Refused('invalid_input', `${filter} is not valid.`, { field: filter })
}

/** The words as they stand, in whatever an entry says. */
function searchOf(query: URLSearchParams, bind: (value: unknown) => string): string[] {
  const text = query.get('q')?.trim() ?? ''
  if (text === '') return []
  if (text.length > longestSearch) {
    throw new Refused('invalid_input', `q has at most ${longestSearch} characters.`, { field: 'q' })
  }
  const pattern = bind(`%${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`)
  return [`concat_ws(' ', by_name, action, address, subject_id, details, before, after) ilike ${pattern}`]
}

function rangeOf(query: URLSearchParams, bind: (value: unknown) => string): string[] {
  const conditions: string[] = []
  for (const [name, compare] of [
    ['from', '>='],
    ['to', '<='],
  ] as const) {
    const value = query.get(name)
    if (value === null || value === '') continue
    if (Number.isNaN(Date.parse(value))) {
      throw new Refused('invalid_input', `${name} must be a time (RFC 3339).`, { field: name })
    }
    conditions.push(`at ${compare} ${bind(new Date(value).toISOString())}`)
  }
  const cursor = query.get('cursor')
  if (cursor === null) return conditions
  const [, at, id] = /^(\d{1,14})\.(.{36})$/.exec(cursor) ?? []
  if (at === undefined || id === undefined || !isId(id)) {
    throw new Refused('invalid_input', 'This is no cursor of ours.', { field: 'cursor' })
  }
  return [...conditions, `(at, id) < (${bind(new Date(Number(at)).toISOString())}, ${bind(id)})`]
}

function toEntry(row: AuditRow): AuditEntry {
  return present({
    id: row.id,
    at: row.at,
    action: row.action,
    outcome: row.outcome,
    by: { id: row.by_id, name: row.by_name },
    address: row.address,
    subject:
      row.subject_type === null || row.subject_id === null ? null : { type: row.subject_type, id: row.subject_id },
    details: row.details,
    before: row.before,
    after: row.after,
  })
}
