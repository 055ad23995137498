import { type Action, type EntityType } from '../contract/change.ts'
import { entityTables } from '../db/rows/entityTables.ts'
import { type Transaction } from '../db/write.ts'

const tables = {
  comment: 'comments',
  time_entry: 'time_entries',
  attachment: 'attachments',
} as const satisfies Partial<Record<EntityType, string>>

/**
 * Announces everything that hangs on a ticket, because it leaves or comes back with it: replicas hold such rows only while
 * they hold the ticket, and nobody else tells them. Its versions are raised, so that no older message can undo it.
 */
export async function announceHanging(
  tx: Transaction,
  ticketId: string,
  action: Extract<Action, 'delete' | 'restored'>,
): Promise<void> {
  for (const [type, table] of Object.entries(tables) as [keyof typeof tables, string][]) {
    const { columns, toEntities } = entityTables[type]
    const rows = await tx.query(
      `update ${table} set version = version + 1, updated_at = $2 where ticket_id = $1 returning ${columns}`,
      [ticketId, tx.at],
    )
    for (const entity of await toEntities(tx, rows)) {
      const { id, version } = entity
      tx.announce({ type, action, id, ticketId, version, changed: [], data: entity, before: {} })
    }
  }
}
