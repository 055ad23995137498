import { type Action, type ChangeType } from '../contract/change.ts'
import { insertAudit } from './audit.ts'
import { type Transaction } from './write.ts'

/** A change as its writer knows it; the public seq is the relay's to give. */
export interface NewChange {
  type: ChangeType
  action: Action
  id: string
  version: number
  changed: string[]
  /** The whole row after the commit. */
  data: unknown
  /** The changed fields as they were; undefined for a create. */
  before?: Record<string, unknown> | undefined
  /** The ticket it belongs to: itself, or what it hangs on. */
  ticketId?: string | undefined
  /** Of a ticket: who could see it before and can see it now. */
  visibility?: { before: Visibility; after: Visibility } | undefined
}

/** As the ticket's row says (migrations/0006): every technician, or these. */
export interface Visibility {
  pool: boolean
  viewerIds: readonly string[]
}

export const notVisible: Visibility = { pool: false, viewerIds: [] }

/** The channel that wakes the relay. A notification may be lost; the relay also looks by itself. */
export const changesChannel = 'signalbox_changes'

const columns = 16

/** Appends the changes of one transaction in their order and wakes the relay when it commits. */
export async function insertChanges(tx: Transaction, changes: readonly NewChange[]): Promise<void> {
  if (changes.length === 0) return
  const values: unknown[] = []
  const tuples = changes.map((change) => {
    values.push(...toRow(tx, change))
    const first = values.length - columns + 1
    return `(${Array.from({ length: columns }, (_, index) => `$${first + index}`).join(', ')})`
  })
  await tx.query(
    `insert into changes (type, entity_id, ticket_id, version, action, at, by_id, by_name, changed, data, before,
       pool_before, pool, viewer_ids_before, viewer_ids, seq)
     values ${tuples.join(', ')} returning pg_notify('${changesChannel}', '')`,
    values,
  )
  await auditChanges(tx, changes)
}

/** What people do is audited in the same commit. What the system does by itself (imports, timers) is in the change log alone. */
async function auditChanges(tx: Transaction, changes: readonly NewChange[]): Promise<void> {
  const { userId: id, name, address } = tx.principal
  if (id === null) return
  const entries = changes
    .filter(({ type }) => type !== 'assignments')
    .map((change) => ({
      at: tx.at,
      action: `${change.type}.${change.action}`,
      by: { id, name },
      address,
      subject: { type: change.type, id: change.id },
      before: change.before,
      after: pick(change.data, change.changed),
    }))
  await insertAudit(tx, entries)
}

function pick(row: unknown, fields: readonly string[]): Record<string, unknown> {
  if (typeof row !== 'object' || row === null) return {}
  return Object.fromEntries(Object.entries(row).filter(([name]) => fields.includes(name)))
}

function toRow(tx: Transaction, change: NewChange): unknown[] {
  const { visibility } = change
  return [
    change.type,
    change.id,
    change.ticketId ?? null,
    change.version,
    change.action,
    tx.at,
    tx.principal.userId,
    tx.principal.name,
    change.changed,
    JSON.stringify(change.data),
    change.before ? JSON.stringify(change.before) : null,
    visibility?.before.pool ?? null,
    visibility?.after.pool ?? null,
    visibility?.before.viewerIds ?? null,
    visibility?.after.viewerIds ?? null,
    null,
  ]
}
