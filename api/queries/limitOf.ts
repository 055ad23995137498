import { Refused } from '../contract/errors.ts'
import { defaultPageSize, maxPageSize } from '../contract/lists.ts'

/**
 * How long a page is to be.
 * @throws {Refused} invalid_input, naming the parameter.
 */
export function limitOf(query: URLSearchParams): number {
  const limit = onlyOne(query, 'limit')
  if (limit === null) return defaultPageSize
  const value = Number(limit)
  if (/^\d{1,3}$/.test(limit) && value >= 1 && value <= maxPageSize) return value
  throw new Refused('invalid_input', `limit must be a whole number from 1 to ${maxPageSize}.`, { field: 'limit' })
}

/**
 * A parameter that says one thing: of two different ones nobody could say which was meant.
 * @throws {Refused} invalid_input, where it is there more than once.
 */
export function onlyOne(query: URLSearchParams, name: string): string | null {
  const [first = null, ...more] = query.getAll(name)
  if (more.length === 0) return first
  throw new Refused('invalid_input', `${name} may be given once.`, { field: name })
}
