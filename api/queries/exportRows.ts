import { plainText } from '../contract/comment.ts'
import { Refused } from '../contract/errors.ts'
import { exportColumns } from '../contract/exports.ts'
import { maxPageSize, type Collection } from '../contract/lists.ts'
import { type Principal } from '../contract/principal.ts'
import { type Database, type Queryable } from '../db/Database.ts'
import { csvCell, csvLine } from './csvCells.ts'
import { listRows } from './listRows.ts'

type Fields = Record<string, unknown>

/**
 * A whole list as CSV, page by page as it is read: the same filters, order and visibility as the list, and never more
 * than one page in memory. What is asked wrongly is refused before the first piece.
 * @throws {Refused} invalid_input, as the list; and for a page, since an export gives all.
 */
export async function exportRows(
  db: Database,
  principal: Principal,
  { collection, query }: { collection: Collection; query: URLSearchParams },
): Promise<AsyncGenerator<string>> {
  const paged = ['limit', 'cursor'].find((name) => query.has(name))
  if (paged !== undefined) throw new Refused('invalid_input', 'An export gives all of a list.', { field: paged })
  const next = async (cursor: string | undefined) => {
    const page = new URLSearchParams(query)
    page.set('limit', String(maxPageSize))
    if (cursor !== undefined) page.set('cursor', cursor)
    return listRows(db, principal, { collection, query: page })
  }
  const first = await next(undefined)
  async function* pieces(): AsyncGenerator<string> {
    yield csvLine(exportColumns[collection])
    for (let page = first; ; page = await next(page.nextCursor)) {
      yield await linesOf(db, principal, collection, page.items)
      if (page.nextCursor === undefined) return
    }
  }
  return pieces()
}

async function linesOf(
  db: Database,
  principal: Principal,
  collection: Collection,
  rows: readonly object[],
): Promise<string> {
  const fields = rows.map((row): Fields => ({ ...row }))
  const names = await db.read(principal, (reader) => readNames(reader, fields))
  return fields
    .map((row) =>
      csvLine(exportColumns[collection].map((column) => csvCell(valueAt({ ...row, ...names(row) }, column)))),
    )
    .join('')
}

function valueAt(row: Fields, column: string): unknown {
  return column.split('.').reduce<unknown>((value, name) => (isFields(value) ? value[name] : undefined), row)
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}

/** The names behind the ids of a page, as far as this person may see them; a comment's text as people read it. */
async function readNames(db: Queryable, rows: readonly Fields[]): Promise<(row: Fields) => Fields> {
  const sites = await namesOf(db, 'select id, name from sites', idsIn(rows, 'siteId'))
  const technicians = await namesOf(db, 'select id, name from technicians', [
    ...idsIn(rows, 'technicianId'),
    ...idsIn(rows, 'assigneeIds'),
  ])
  const tickets = await namesOf(db, 'select id, number::text as name from tickets', idsIn(rows, 'ticketId'))
  const nameIn = (names: Map<string, string>, value: unknown) =>
    typeof value === 'string' ? names.get(value) : undefined
  return (row) => ({
    site: nameIn(sites, row['siteId']),
    technician: nameIn(technicians, row['technicianId']),
    assignees: idsIn([row], 'assigneeIds').flatMap((id) => technicians.get(id) ?? []),
    ticket: nameIn(tickets, row['ticketId']),
    ...(typeof row['body'] === 'string' ? { body: plainText(row['body']) } : {}),
  })
}

function idsIn(rows: readonly Fields[], field: string): string[] {
  const values = rows.flatMap((row) => row[field])
  return [...new Set(values)].filter((value) => typeof value === 'string')
}

async function namesOf(db: Queryable, select: string, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db.query<{ id: string; name: string }>(`${select} where id = any($1)`, [ids])
  return new Map(rows.map(({ id, name }) => [id, name]))
}
