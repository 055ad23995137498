import {
  type ReplicaMeta,
  type ReplicaStore,
  type StoredBatch,
  type StoredCommand,
  type StoredReplica,
  type StoredRow,
} from './replicaStore.ts'

/** Keeps nothing beyond the process: where there is no disk, and in tests. Rows and commands are copied by `clone`, as a disk would. */
export function createMemoryStore(clone: <T>(value: T) => T): ReplicaStore {
  const rows = new Map<string, StoredRow>()
  const commands = new Map<string, StoredCommand>()
  let meta: ReplicaMeta | undefined
  const put = (row: StoredRow): void => void rows.set(`${row.type}/${row.id}`, clone(row))
  return {
    durable: false,
    load: async (): Promise<StoredReplica | undefined> => meta && clone({ meta, rows: [...rows.values()] }),
    append: async (batch: StoredBatch) => {
      for (const row of batch.put) put(row)
      for (const { type, id } of batch.remove) rows.delete(`${type}/${id}`)
      meta = clone(batch.meta)
      return { wantsReplace: false }
    },
    replace: async (newMeta, newRows) => {
      rows.clear()
      for (const row of newRows) put(row)
      meta = clone(newMeta)
    },
    clear: async () => {
      rows.clear()
      meta = undefined
    },
    loadCommands: async () => clone([...commands.values()]).toSorted((a, b) => a.position - b.position),
    saveCommands: async (change) => {
      for (const id of change.remove) commands.delete(id)
      for (const command of change.put) commands.set(command.id, clone(command))
    },
    close: async () => {},
  }
}
