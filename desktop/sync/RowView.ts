import { type SessionUser } from '../../api/contract/session.ts'
import { type RowChange, type Rows, type RowType } from '../link/messages.ts'
import { type CommandQueue } from './CommandQueue.ts'
import { applyOptimistically } from './optimistic.ts'
import { type Replica } from './Replica.ts'

/** Rows as they are to be shown: what the server said, and on top of it, in their order, the commands that wait. */
export class RowView {
  readonly #replica: Replica
  readonly #queue: CommandQueue
  readonly #user: () => SessionUser | undefined

  constructor(replica: Replica, queue: CommandQueue, user: () => SessionUser | undefined) {
    this.#replica = replica
    this.#queue = queue
    this.#user = user
  }

  /** All that may be shown of a type, also what exists only as a waiting command. */
  ids(type: RowType): Set<string> {
    const ids = new Set(this.#queue.pendingIds(type))
    for (const { id } of this.#replica.ofType(type)) ids.add(id)
    return ids
  }

  /** Undefined where there is nothing to show (any more). */
  shown<Type extends RowType>(type: Type, id: string): RowChange<Type> | undefined {
    const row = this.#replica.get(type, id)
    // A row of a type holds what the contract says of that type: serverMessages.ts.
    const base = row?.data as Rows[Type] | undefined
    const waiting = this.#queue.pendingFor(type, id)
    const user = this.#user()
    if (waiting.length === 0 || !user) {
      return row && base && { type, id, version: row.version, data: base, pending: [], pendingFields: [] }
    }
    let data = base
    for (const command of waiting) data = applyOptimistically(type, data, command, user)
    if (!data) return undefined
    const pending = waiting.map((command) => command.id)
    return { type, id, version: row?.version ?? 0, data, pending, pendingFields: differingFields(base, data) }
  }
}

function differingFields(base: object | undefined, data: object): string[] {
  const before: Record<string, unknown> = { ...base }
  const after: Record<string, unknown> = { ...data }
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
}
