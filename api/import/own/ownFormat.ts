import { type TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { type EntityType } from '../../contract/change.ts'
import { Refused } from '../../contract/errors.ts'
import { type ImportFormatName } from '../../contract/imports.ts'
import { type Queryable } from '../../db/Database.ts'
import { type Visibility } from '../../db/outbox.ts'
import { present } from '../../db/rows/present.ts'
import { write, type Transaction } from '../../db/write.ts'
import { type BatchResult, type RowOutcome } from '../importBatch.ts'
import { type BroughtRow, type ImportFormat, type Shown } from '../ImportedTicket.ts'
import { importPrincipal } from '../importPrincipal.ts'
import { RowRefused } from '../RowRefused.ts'
import { takeTurn } from '../takeTurn.ts'
import { ownCells, type OwnCells } from './ownCells.ts'

interface Item {
  id: string
  version: number
  createdAt: string
}

interface OwnRow<T> extends BroughtRow {
  item: T
}

/** One of our lists as its export writes it (contract/exports.ts). */
export interface OwnList<T extends Item> {
  name: ImportFormatName
  type: EntityType
  table: 'sites' | 'technicians' | 'inventory' | 'tickets'
  /** By these a file is told from those of other lists; in plain names. */
  requiredColumns: readonly string[]
  schema: TSchema
  read(cells: OwnCells): object
  titleOf(item: T): string
  show(item: T): Omit<Shown, 'createdAt'>
  /** Stores a new one as it stands in the file: its id, version and times are kept. @throws {Refused} */
  insert(
    tx: Transaction,
    item: T,
  ): Promise<{ data: object; version: number; visibility?: { before: Visibility; after: Visibility } }>
  /** Brings what people may edit of one that is here up to the file. @returns its version then @throws {Refused} */
  update(tx: Transaction, item: T): Promise<number>
}

/** Rows keep their ids, so that what belongs together still does, and a second run finds each again. */
export function ownFormat<T extends Item>(list: OwnList<T>): ImportFormat<OwnRow<T>> {
  return {
    name: list.name,
    requiredColumns: ['id', 'version', ...list.requiredColumns],
    keepsLines: true,
    toRow(read) {
      const item = present(list.read(ownCells(read)))
      const [error] = Value.Errors(list.schema, item)
      if (error) throw new RowRefused(`${error.instancePath.slice(1) || 'a column'} ${error.message}`)
      const checked = item as unknown as T
      return { externalRef: checked.id, title: list.titleOf(checked), item: checked }
    },
    async bring(db, rows) {
      const outcome = await write(
        { db, principal: importPrincipal },
        () => ({ status: 200 }),
        async (tx) => {
          await takeTurn(tx)
          return bringAll(tx, list, rows)
        },
      )
      if (outcome.kept) throw new Error('an import has no idempotency key')
      return outcome.value
    },
    known: async (db, refs) => new Set((await versionsOf(db, list, refs)).keys()),
    show: ({ item }) => ({ ...list.show(item), createdAt: item.createdAt }),
  }
}

async function bringAll<T extends Item>(
  tx: Transaction,
  list: OwnList<T>,
  rows: readonly OwnRow<T>[],
): Promise<BatchResult> {
  const versions = await versionsOf(
    tx,
    list,
    rows.map(({ externalRef }) => externalRef),
  )
  const outcomes = new Map<string, RowOutcome>()
  const refused = new Map<string, string>()
  for (const { externalRef, item } of rows) {
    try {
      outcomes.set(externalRef, await bringOne(tx, list, item, versions.get(externalRef)))
    } catch (error) {
      // Every refusal is given before anything is written for its row: the others of the batch are not touched.
      if (!(error instanceof Refused)) throw error
      refused.set(externalRef, error.message)
    }
  }
  return {
    outcomes,
    refused,
    sitesCreated: list.type === 'site' ? [...outcomes.values()].filter((each) => each === 'created').length : 0,
  }
}

async function bringOne<T extends Item>(
  tx: Transaction,
  list: OwnList<T>,
  item: T,
  before: number | undefined,
): Promise<RowOutcome> {
  if (before !== undefined) return (await list.update(tx, item)) === before ? 'unchanged' : 'updated'
  const { data, version, visibility } = await list.insert(tx, item)
  const changed = Object.keys(data).filter((field) => !['id', 'version', 'createdAt', 'updatedAt'].includes(field))
  const ticketId = list.type === 'ticket' ? { ticketId: item.id } : {}
  tx.announce({
    type: list.type,
    action: 'create',
    id: item.id,
    ...ticketId,
    version,
    changed,
    data,
    ...(visibility && { visibility }),
  })
  return 'created'
}

async function versionsOf<T extends Item>(
  db: Queryable,
  { table }: OwnList<T>,
  ids: readonly string[],
): Promise<Map<string, number>> {
  const rows = await db.query<{ id: string; version: number }>(`select id, version from ${table} where id = any($1)`, [
    ids,
  ])
  return new Map(rows.map(({ id, version }) => [id, version]))
}
