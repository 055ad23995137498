import { type ImportedTicket, type ImportFormat, type ReadColumn } from '../ImportedTicket.ts'
import { importBatch, knownRefs } from '../importBatch.ts'
import { fromLocalTime } from '../localTime.ts'
import { RowRefused } from '../RowRefused.ts'
import { nyc311Priority } from './nyc311Priority.ts'
import { newYork, nyc311Site } from './nyc311Site.ts'
import { nyc311Status } from './nyc311Status.ts'
import { shorten, sentenceCase } from './plainText.ts'

/** A source's clock may be ahead of ours, its day never. */
const dayInMilliseconds = 24 * 3600 * 1000

/**
 * Service requests of New York City's 311 (NYC Open Data, dataset erm2-nwe9), as its API and its web page export them.
 * https://data.cityofnewyork.us/Social-Services/311-Service-Requests-from-2010-to-Present/erm2-nwe9
 */
export const nyc311Format: ImportFormat<ImportedTicket> = {
  name: 'nyc-311',
  requiredColumns: ['unique_key', 'created_date', 'complaint_type', 'status'],
  toRow: toTicket,
  bring: (db, rows) => importBatch(db, 'nyc-311', rows),
  known: (db, refs) => knownRefs(db, 'nyc-311', refs),
  show: ({ type, priority, closedAt, site, createdAt }) => ({
    type,
    priority,
    status: closedAt === undefined ? 'open' : 'closed',
    site: site.name,
    createdAt,
  }),
}

function toTicket(read: ReadColumn, now: Date): ImportedTicket {
  const externalRef = read('unique_key')
  if (externalRef === '') throw new RowRefused('unique_key is empty')
  if (externalRef.length > 128) throw new RowRefused('unique_key is longer than 128 characters')
  const complaint = read('complaint_type')
  if (complaint === '') throw new RowRefused('complaint_type is empty')
  const sourceStatus = read('status')
  const status = nyc311Status(sourceStatus)
  const created = dateOf(read, 'created_date', now)
  return {
    externalRef,
    title: titleOf(complaint, read('descriptor')),
    description: descriptionOf(read),
    type: shorten(complaint, 64),
    priority: nyc311Priority(complaint),
    sourceStatus,
    createdAt: created.toISOString(),
    closedAt: status === 'closed' ? closedAt(read, created, now).toISOString() : undefined,
    site: nyc311Site(read),
  }
}

function dateOf(read: ReadColumn, column: string, now: Date): Date {
  const text = read(column)
  if (text === '') throw new RowRefused(`${column} is empty`)
  const date = fromLocalTime(text, newYork)
  if (!date) throw new RowRefused(`${column} ${JSON.stringify(shorten(text, 40))} is no date`)
  // 311 answered its first call in 2003; what is older is a year that was never filled in.
  if (date.getUTCFullYear() < 2003) throw new RowRefused(`${column} ${text} lies before there was a 311`)
  if (date.getTime() > now.getTime() + dayInMilliseconds) throw new RowRefused(`${column} ${text} lies in the future`)
  return date
}

/**
 * Its closed date, else its created date. Some agencies fill in closed dates from another clock, minutes or days before
 * the request was made: such a ticket counts as closed when it was created.
 */
function closedAt(read: ReadColumn, created: Date, now: Date): Date {
  if (read('closed_date') === '') return created
  const closed = dateOf(read, 'closed_date', now)
  return closed < created ? created : closed
}

/** "N/A" and the like say nothing. */
const nothing = new Set(['', 'n/a', 'na', 'none', 'unspecified', 'unknown'])

function said(text: string): string | undefined {
  return nothing.has(text.toLowerCase()) ? undefined : text
}

function titleOf(complaint: string, descriptor: string): string {
  const detail = said(descriptor)
  const kind = sentenceCase(complaint)
  if (!detail || detail.toLowerCase() === complaint.toLowerCase()) return shorten(kind, 200)
  return shorten(`${kind}: ${sentenceCase(detail)}`, 200)
}

/** What the agency says of it, who that is, and where exactly. */
function descriptionOf(read: ReadColumn): string {
  const agency = said(read('agency'))
  const place = said(read('location_type'))
  const lines = [
    said(read('resolution_description')),
    place && `Place: ${sentenceCase(place)}`,
    crossStreets(read),
    agency && `Agency: ${agency}`,
  ]
  return shorten(lines.filter((line) => line !== undefined).join('\n'), 20_000)
}

function crossStreets(read: ReadColumn): string | undefined {
  const streets = [read('cross_street_1'), read('cross_street_2')].filter((street) => street !== '')
  if (streets.length === 0 || read('address_type').toUpperCase() !== 'ADDRESS') return undefined
  return `Cross streets: ${streets.join(', ')}`
}
