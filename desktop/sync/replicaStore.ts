import { type EntityType } from '../../api/contract/change.ts'
import { type Role } from '../../api/contract/user.ts'
import { type Command, type CommandState } from '../link/messages.ts'

/**
 * Where the replica and the waiting commands are kept between two runs. Every implementation passes the one suite in
 * testing/storeConformance.ts. All of it belongs to one server; commands name their user.
 */
export interface ReplicaStore {
  /** False for a store that ends with the process. */
  readonly durable: boolean
  /** What is there, or undefined where there is nothing that can be used (none, damaged, of another format). */
  load(): Promise<StoredReplica | undefined>
  /** All of the batch or none of it. Its meta replaces the one before. */
  append(batch: StoredBatch): Promise<{ wantsReplace: boolean }>
  /** Puts these rows in the place of all there were, or leaves all as it was. */
  replace(meta: ReplicaMeta, rows: Iterable<StoredRow>): Promise<void>
  /** Forgets the replica; the commands stay. */
  clear(): Promise<void>
  /** In the order in which they were made. */
  loadCommands(): Promise<StoredCommand[]>
  /** All or nothing; safe against a power cut once it resolves. */
  saveCommands(change: { put: StoredCommand[]; remove: string[] }): Promise<void>
  close(): Promise<void>
}

export interface ReplicaMeta {
  userId: string
  role: Role
  technicianId: string | undefined
  /** The replica holds every change up to this public number. */
  head: number
  /** Server time at which that was known, ms since 1970. */
  asOf: number
  /** Rows of an older contract may lack what this console counts on. */
  contractVersion: number
}

export interface StoredRow {
  type: EntityType
  id: string
  version: number
  seq: number
  data: unknown
}

export interface StoredReplica {
  meta: ReplicaMeta
  rows: StoredRow[]
}

export interface StoredBatch {
  meta: ReplicaMeta
  put: StoredRow[]
  remove: { type: EntityType; id: string }[]
}

export interface StoredCommand {
  /** Also its Idempotency-Key. */
  id: string
  /** Smaller is sent earlier. */
  position: number
  userId: string
  windowId: string
  command: Command
  sentAt: string
  /** When it first left for the server, ms since 1970: from then on it may have been carried out. */
  firstTriedAt: number | undefined
  /** The row that shows it while it waits. */
  subject: { type: EntityType; id: string } | undefined
  refusal: CommandState['refusal']
}
