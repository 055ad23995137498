import { Type as T, type Static } from 'typebox'
import { Id, Timestamp } from './ids.ts'

/** The largest file that may be imported over HTTP, in bytes; `npm run import` takes any. */
export const maxImportBytes = 25 * 1024 * 1024

/** Kinds of files that can be imported: of New York City, and our own exports of these lists. */
export const importFormatNames = [
  'nyc-311',
  'signalbox-sites',
  'signalbox-technicians',
  'signalbox-inventory',
  'signalbox-tickets',
] as const
export type ImportFormatName = (typeof importFormatNames)[number]

const Line = T.Integer({ minimum: 1, description: 'where the row begins in the file' })
const Count = T.Integer({ minimum: 0 })

const RefusedRow = T.Object({ line: Line, reason: T.String() }, { additionalProperties: false })

/** One row as it would come; only a ticket has all of it. */
const PreviewRow = T.Object(
  {
    line: Line,
    externalRef: T.String(),
    title: T.String(),
    type: T.Optional(T.String()),
    priority: T.Optional(T.String()),
    status: T.Optional(T.String()),
    site: T.Optional(T.String()),
    createdAt: Timestamp,
    known: T.Boolean({ description: 'it is here already: only what its source has changed would be updated' }),
  },
  { additionalProperties: false },
)

/** What a file would bring, without bringing it. */
export const ImportPreview = T.Object(
  {
    format: T.Enum([...importFormatNames]),
    name: T.String(),
    columns: T.Array(
      T.Object(
        { name: T.String(), used: T.Boolean({ description: 'others are passed over' }) },
        { additionalProperties: false },
      ),
    ),
    read: Count,
    known: Count,
    refused: Count,
    rows: T.Array(PreviewRow, { description: 'the first ones' }),
    refusedRows: T.Array(RefusedRow, { description: 'the first ones' }),
  },
  { additionalProperties: false },
)
export type ImportPreview = Static<typeof ImportPreview>

/** What became of one row. */
export const ImportedRow = T.Object(
  {
    line: Line,
    outcome: T.Enum(['created', 'updated', 'unchanged', 'refused']),
    externalRef: T.Optional(T.String()),
    title: T.Optional(T.String()),
    reason: T.Optional(T.String({ description: 'of a refused one' })),
  },
  { additionalProperties: false },
)
export type ImportedRow = Static<typeof ImportedRow>

/** An import that runs or has run. Once its server has ended, its rows are those that were refused, the first 1,000. */
export const ImportRun = T.Object(
  {
    id: Id,
    format: T.Enum([...importFormatNames]),
    name: T.String(),
    state: T.Enum(['running', 'done', 'failed']),
    problem: T.Optional(T.String({ description: 'why it failed; what was imported until then stays' })),
    by: T.Object({ id: T.Union([Id, T.Null()]), name: T.String() }, { additionalProperties: false }),
    startedAt: Timestamp,
    endedAt: T.Optional(Timestamp),
    /** How much of the file has been read. */
    progress: T.Number({ minimum: 0, maximum: 1 }),
    summary: T.Object(
      { read: Count, created: Count, updated: Count, unchanged: Count, refused: Count, sitesCreated: Count },
      { additionalProperties: false },
    ),
    /** A page of the report by row, from `?from=` on, at most 1,000; ask again from `next` while it is there. */
    rows: T.Array(ImportedRow),
    next: T.Optional(Count),
  },
  { additionalProperties: false },
)
export type ImportRun = Static<typeof ImportRun>

/** The latest first, at most 200, each without its rows. */
export const ImportRuns = T.Object({ items: T.Array(ImportRun) }, { additionalProperties: false })
