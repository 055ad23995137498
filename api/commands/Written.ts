import { type EntityType } from '../contract/change.ts'
import { type Warning } from '../contract/warnings.ts'
import { type KeptOutcome } from '../db/idempotency.ts'
import { type Transaction } from '../db/write.ts'

/** What a command leaves behind: the row as its author gets it back. Without `data` the row is gone (204). */
export interface Written {
  status: 200 | 201 | 204
  type: EntityType
  id: string
  version: number
  data?: object
  warnings?: Warning[]
}

export function toKeptOutcome(written: Written): KeptOutcome {
  return { status: written.status, row: { type: written.type, id: written.id } }
}

/** Everything a command is told besides its transaction: whose row, what, and since which version its author has not looked. */
export interface CommandRequest<Input> {
  id: string
  /** The ticket that the row hangs on, where the path names one. */
  parent?: string | undefined
  input: Input
  /** From If-Match: the version that the author was looking at. */
  baseVersion?: number | undefined
}

export type Command<Input> = (tx: Transaction, request: CommandRequest<Input>) => Promise<Written>
