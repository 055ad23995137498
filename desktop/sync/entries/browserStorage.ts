import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { isRecord } from '../../link/wire.ts'
import { type Log } from '../ports.ts'
import {
  type ReplicaMeta,
  type ReplicaStore,
  type StoredBatch,
  type StoredCommand,
  type StoredReplica,
  type StoredRow,
} from '../replicaStore.ts'
import { isMeta, isStoredCommand, isStoredRow, storeFormat } from '../storedText.ts'

/**
 * The replica in IndexedDB, as a base and a journal: single puts of 20,000 rows took over 3 s, so each value packs what
 * one write brought, as JSON. When the journal grows, the caller is asked to write a new base.
 */
interface Schema extends DBSchema {
  meta: { key: string; value: unknown }
  /** Packs of rows. */
  base: { key: number; value: string }
  /** `{put, remove}` of each write since the base, in their order. */
  journal: { key: number; value: string }
  commands: { key: string; value: unknown }
}

const rowsAPack = 2_000
/** A start reads the base and replays the journal: at most so many writes, or as many rows as one pack. */
const longestJournal = 200

export interface BrowserStorageOptions {
  /** Of another format or link version: another name. */
  name: string
  log: Log
}

export const databaseName = (name: string): string => `${name}-${storeFormat}`

/** @throws where the browser gives no storage (private windows of some). */
export async function openBrowserStorage({ name, log }: BrowserStorageOptions): Promise<ReplicaStore> {
  let opened: IDBPDatabase<Schema> | undefined
  opened = await openDB<Schema>(databaseName(name), 1, {
    upgrade: (database) => {
      database.createObjectStore('meta')
      database.createObjectStore('base', { autoIncrement: true })
      database.createObjectStore('journal', { autoIncrement: true })
      database.createObjectStore('commands')
    },
    // Someone clears the site's data: do not stand in the way.
    blocking: () => opened?.close(),
  })
  return new BrowserStorage(opened, log)
}

class BrowserStorage implements ReplicaStore {
  readonly durable = true
  readonly #db: IDBPDatabase<Schema>
  readonly #log: Log
  #journalWrites = 0
  #journalRows = 0

  constructor(db: IDBPDatabase<Schema>, log: Log) {
    this.#db = db
    this.#log = log
  }

  async load(): Promise<StoredReplica | undefined> {
    try {
      const tx = this.#db.transaction(['meta', 'base', 'journal'])
      const [meta, base, journal] = await Promise.all([
        tx.objectStore('meta').get('meta'),
        tx.objectStore('base').getAll(),
        tx.objectStore('journal').getAll(),
      ])
      if (meta === undefined) return undefined
      if (!isMeta(meta)) throw new Error('its head cannot be read')
      const { rows, journalRows } = replay(base, journal)
      this.#journalWrites = journal.length
      this.#journalRows = journalRows
      return { meta, rows: [...rows.values()] }
    } catch (error) {
      this.#log.error('the kept replica cannot be used: starting from an empty one', { reason: String(error) })
      await this.clear()
      return undefined
    }
  }

  async append({ meta, put, remove }: StoredBatch): Promise<{ wantsReplace: boolean }> {
    const tx = this.#db.transaction(['meta', 'journal'], 'readwrite')
    const writes: Promise<unknown>[] = [tx.objectStore('meta').put(meta, 'meta')]
    if (put.length + remove.length > 0) {
      writes.push(tx.objectStore('journal').add(JSON.stringify({ put, remove })))
      this.#journalWrites++
      this.#journalRows += put.length
    }
    await Promise.all([...writes, tx.done])
    return { wantsReplace: this.#journalWrites > longestJournal || this.#journalRows > rowsAPack }
  }

  async replace(meta: ReplicaMeta, rows: Iterable<StoredRow>): Promise<void> {
    const tx = this.#db.transaction(['meta', 'base', 'journal'], 'readwrite')
    const base = tx.objectStore('base')
    try {
      await Promise.all([base.clear(), tx.objectStore('journal').clear()])
      // One pack after the other: the whole as text at once would be twice the working set in memory.
      for (const pack of packsOf(rows)) await base.add(JSON.stringify(pack))
      await tx.objectStore('meta').put(meta, 'meta')
      await tx.done
    } catch (error) {
      await abort(tx)
      throw error
    }
    this.#journalWrites = 0
    this.#journalRows = 0
  }

  async clear(): Promise<void> {
    const tx = this.#db.transaction(['meta', 'base', 'journal'], 'readwrite')
    await Promise.all([
      tx.objectStore('meta').clear(),
      tx.objectStore('base').clear(),
      tx.objectStore('journal').clear(),
      tx.done,
    ])
    this.#journalWrites = 0
    this.#journalRows = 0
  }

  async loadCommands(): Promise<StoredCommand[]> {
    const kept = await this.#db.getAll('commands')
    const commands = kept.filter(isStoredCommand)
    if (commands.length < kept.length) {
      const unread = kept.filter((each) => !isStoredCommand(each))
      this.#log.error('kept commands cannot be read, and are not sent', { unread: JSON.stringify(unread) })
    }
    return commands.toSorted((a, b) => a.position - b.position)
  }

  async saveCommands({ put, remove }: { put: StoredCommand[]; remove: string[] }): Promise<void> {
    // Strict: on disk before it resolves, not only with the operating system.
    const tx = this.#db.transaction('commands', 'readwrite', { durability: 'strict' })
    const puts = put.map((command) => tx.store.put(command, command.id))
    await Promise.all([...puts, ...remove.map((id) => tx.store.delete(id)), tx.done])
  }

  async close(): Promise<void> {
    this.#db.close()
  }
}

/** A transaction that is merely left alone would commit what it has so far. */
async function abort(tx: { abort: () => void; done: Promise<void> }): Promise<void> {
  try {
    tx.abort()
  } catch {
    // The failure has ended it already.
  }
  await tx.done.catch(() => {})
}

function* packsOf(rows: Iterable<StoredRow>): IterableIterator<StoredRow[]> {
  let pack: StoredRow[] = []
  for (const row of rows) {
    pack.push(row)
    if (pack.length < rowsAPack) continue
    yield pack
    pack = []
  }
  if (pack.length > 0) yield pack
}

function replay(
  base: readonly string[],
  journal: readonly string[],
): { rows: Map<string, StoredRow>; journalRows: number } {
  const rows = new Map<string, StoredRow>()
  let journalRows = 0
  const put = (all: unknown): number => {
    if (!Array.isArray(all) || !all.every(isStoredRow)) throw new Error('some rows cannot be read')
    for (const row of all) rows.set(`${row.type}/${row.id}`, row)
    return all.length
  }
  for (const pack of base) put(JSON.parse(pack))
  for (const text of journal) {
    const entry: unknown = JSON.parse(text)
    if (!isRecord(entry) || !Array.isArray(entry.remove)) throw new Error('some changes cannot be read')
    journalRows += put(entry.put)
    for (const { type, id } of entry.remove) rows.delete(`${type}/${id}`)
  }
  return { rows, journalRows }
}
