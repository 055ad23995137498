import { type Priority } from '../contract/ticket.ts'

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

/** A kind of file that can be imported. */
export interface ImportFormat {
  /** What `--format` calls it, and the tickets' `source`. */
  name: string
  requiredColumns: readonly string[]
  /** @throws {RowRefused} where the row makes no ticket. */
  toTicket(read: ReadColumn, now: Date): ImportedTicket
}
