import { type ImportFormatName, type ImportPreview } from '../contract/imports.ts'
import { type Priority } from '../contract/ticket.ts'
import { type Database, type Queryable } from '../db/Database.ts'
import { type BatchResult } from './importBatch.ts'

/** A place as a source knows it: an address, coordinates, or both. */
export interface ImportedSite {
  name: string
  address: string | undefined
  coordinates: { latitude: number; longitude: number } | undefined
  timeZone: string
}

/** A ticket as a source knows it, checked: every field fits the contract. */
export interface ImportedTicket {
  externalRef: string
  title: string
  description: string
  type: string
  priority: Priority
  sourceStatus: string
  createdAt: string
  /** Undefined while it is open. */
  closedAt: string | undefined
  site: ImportedSite
}

/** Reads one column of a row: trimmed, on one line, empty where there is nothing. */
export type ReadColumn = (column: string) => string

/** Of anything that is brought: by what it is known again, and what people call it. */
export interface BroughtRow {
  externalRef: string
  title: string
}

/** A kind of file that can be imported. */
export interface ImportFormat<Row extends BroughtRow = BroughtRow> {
  /** What `--format` calls it, and the `source` of tickets that come from elsewhere. */
  name: ImportFormatName
  requiredColumns: readonly string[]
  /** Texts come as they stand, with their lines; else each is one clean line. */
  keepsLines?: boolean
  /** @throws {RowRefused} where the row makes nothing. */
  toRow(read: ReadColumn, now: Date): Row
  /** Brings one batch in, all of it or nothing, in the name of whoever imports. */
  bring(db: Database, rows: readonly Row[]): Promise<BatchResult>
  /** Which of these are here already. */
  known(db: Queryable, refs: readonly string[]): Promise<ReadonlySet<string>>
  /** A row as the preview shows it. */
  show(row: Row): Shown
}

export type Shown = Omit<ImportPreview['rows'][number], 'line' | 'externalRef' | 'title' | 'known'>
