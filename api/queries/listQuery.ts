import { Refused } from '../contract/errors.ts'
import { isId } from '../contract/ids.ts'
import { type Collection } from '../contract/lists.ts'
import { isStaff, type Role } from '../contract/user.ts'
import { listedTables } from '../db/rows/listedTables.ts'
import { listDefinitions, usersToTechnicians, type FilterKind, type ListDefinition } from './listDefinitions.ts'
import { limitOf, onlyOne } from './limitOf.ts'

export interface ListStatement {
  text: string
  values: unknown[]
  limit: number
  /** Makes the cursor that continues after this row. */
  cursorAfter: (row: { id: string; sort_key: string }) => string
}

/** Each word is a search of its own. */
const mostWords = 8

const reserved = new Set(['limit', 'cursor', 'sort', 'q'])

/**
 * Turns a list's query string into one statement: filters, search, and a keyset page, so that a page far down costs no
 * more than the first and rows that come meanwhile shift nothing.
 * @throws {Refused} invalid_input, naming the parameter.
 */
export function listQuery(
  collection: Collection,
  query: URLSearchParams,
  role: Role,
  ticketId?: string,
): ListStatement {
  const definition: ListDefinition =
    collection === 'users' && !isStaff(role) ? usersToTechnicians : listDefinitions[collection]
  const { from, columns, id, there } = listedTables[definition.type]
  const values: unknown[] = []
  const bind = (value: unknown) => `$${values.push(value)}`
  const conditions = [there, ...filters(definition, query, bind)]
  if (ticketId !== undefined) conditions.push(`${definition.table}.ticket_id = ${bind(ticketId)}`)

  const q = onlyOne(query, 'q')
  if (q !== null) conditions.push(search(definition, q, bind))

  const sort = onlyOne(query, 'sort') ?? '-createdAt'
  const { sql, type, descending } = sortOf(definition, sort)
  const cursor = onlyOne(query, 'cursor')
  if (cursor !== null) {
    const [key, after] = readCursor(cursor, sort)
    const keyParameter = bind(key)
    conditions.push(`(${sql}, ${id}) ${descending ? '<' : '>'} (${keyParameter}::${type}, ${bind(after)}::uuid)`)
  }
  const limit = limitOf(query)
  const direction = descending ? 'desc' : 'asc'
  return {
    // One more than the page, to know whether there is another.
    text: `select ${columns}, (${sql})::text as sort_key from ${from} where ${conditions.join(' and ')}
      order by ${sql} ${direction}, ${id} ${direction} limit ${limit + 1}`,
    values,
    limit,
    cursorAfter: (row) => Buffer.from(JSON.stringify([sort, row.sort_key, row.id])).toString('base64url'),
  }
}

function filters(definition: ListDefinition, query: URLSearchParams, bind: (value: unknown) => string): string[] {
  return [...new Set(query.keys())]
    .filter((name) => !reserved.has(name))
    .map((name) => {
      const filter = Object.hasOwn(definition.filter, name) ? definition.filter[name] : undefined
      if (!filter) {
        const allowed = Object.keys(definition.filter).join(', ')
        throw new Refused('invalid_input', `There is no filter ${JSON.stringify(name)}. There are: ${allowed}.`, {
          field: name,
        })
      }
      const { kind, column, condition }: { kind: FilterKind; column?: string; condition?: (p: string) => string } =
        filter
      const given = query.getAll(name).flatMap((value) => value.split(','))
      const parameter = bind(given.map((value) => checked(name, kind, value)))
      return condition ? condition(parameter) : `${definition.table}.${column ?? name} = any(${parameter})`
    })
}

function checked(name: string, kind: FilterKind, value: string): string | number | boolean {
  if (typeof kind !== 'string') {
    if (kind.includes(value)) return value
    throw invalid(name, value, `one of ${kind.join(', ')}`)
  }
  switch (kind) {
    case 'text':
      return value
    case 'id':
      if (isId(value)) return value
      throw invalid(name, value, 'an id')
    case 'integer':
      if (/^-?\d{1,9}$/.test(value)) return Number(value)
      throw invalid(name, value, 'a whole number')
    case 'boolean':
      if (value === 'true' || value === 'false') return value === 'true'
      throw invalid(name, value, 'true or false')
  }
}

function invalid(name: string, value: string, wanted: string): Refused {
  return new Refused('invalid_input', `${name}=${JSON.stringify(value.slice(0, 100))}: it must be ${wanted}.`, {
    field: name,
  })
}

/** Words as people type them; each matches what begins with it, all of them must. */
function search(definition: ListDefinition, q: string, bind: (value: unknown) => string): string {
  if (q.length > 200) throw new Refused('invalid_input', 'q is longer than 200 characters.', { field: 'q' })
  const words = [...new Set(q.match(/[\p{L}\p{N}]+/gu))].slice(0, mostWords)
  if (words.length === 0) return q.trim() === '' ? 'true' : 'false'
  return words.map((word) => definition.search(`to_tsquery('simple', ${bind(`${word}:*`)})`)).join(' and ')
}

function sortOf(definition: ListDefinition, sort: string) {
  const descending = sort.startsWith('-')
  const field = descending ? sort.slice(1) : sort
  const found = Object.hasOwn(definition.sort, field) ? definition.sort[field] : undefined
  if (found) {
    const { sql, descendingSql = sql, type } = found
    return { sql: descending ? descendingSql : sql, type, descending }
  }
  throw new Refused(
    'invalid_input',
    `One cannot sort by ${JSON.stringify(field)}. One can by: ${Object.keys(definition.sort).join(', ')}.`,
    { field: 'sort' },
  )
}

function readCursor(cursor: string, sort: string): [string, string] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (Array.isArray(parts)) {
      const [of, key, id]: unknown[] = parts
      if (of === sort && typeof key === 'string' && typeof id === 'string' && isId(id)) return [key, id]
    }
  } catch {
    // Falls through to the one answer for every cursor that is not ours.
  }
  throw new Refused('invalid_input', 'This cursor belongs to another list or another order.', { field: 'cursor' })
}
