import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
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

export interface NodeStorageOptions {
  /** The database file; its folder is made. One process at a time may have it. */
  file: string
  log: Log
  /** The file may not grow beyond this, bytes. */
  limit?: number
}

const pageSize = 4096

/**
 * The replica in SQLite. A file that is damaged or of another format is put aside under a name of its own, never
 * deleted: it may hold commands that a newer console can still send.
 * @throws where the folder cannot be written or another process has the file.
 */
export function openNodeStorage(options: NodeStorageOptions): ReplicaStore {
  mkdirSync(path.dirname(options.file), { recursive: true, mode: 0o700 })
  const opened = tryOpen(options)
  if (opened instanceof DatabaseSync) return new NodeStorage(opened, options.log)
  const aside = `${options.file}.${opened.aside}`
  options.log.error('the kept replica cannot be used: starting from an empty one', { reason: opened.reason, aside })
  putAside(options.file, aside)
  const anew = tryOpen(options)
  if (anew instanceof DatabaseSync) {
    if (opened.aside === 'damaged') salvageCommands(aside, anew, options.log)
    return new NodeStorage(anew, options.log)
  }
  throw new Error(`${options.file} cannot be used: ${anew.reason}`)
}

/** With its write-ahead log, which may hold the newest of it; the shared memory beside it is made anew. */
function putAside(file: string, aside: string): void {
  for (const rest of ['', '-wal', '-shm']) rmSync(`${aside}${rest}`, { force: true })
  renameSync(file, aside)
  if (existsSync(`${file}-wal`)) renameSync(`${file}-wal`, `${aside}-wal`)
  rmSync(`${file}-shm`, { force: true })
}

/** What a person typed is worth a try: the damage may be elsewhere in the file. */
function salvageCommands(aside: string, to: DatabaseSync, log: Log): void {
  try {
    const from = new DatabaseSync(aside)
    const commands = from.prepare('select id, position, data from commands').all()
    from.close()
    const keep = to.prepare('insert or ignore into commands (id, position, data) values (?, ?, ?)')
    for (const { id, position, data } of commands) keep.run(String(id), Number(position), String(data))
    log.info('the waiting commands of the damaged file were kept', { commands: commands.length })
  } catch (error) {
    log.error('the waiting commands of the damaged file cannot be read', { reason: String(error) })
  }
}

interface Unusable {
  reason: string
  aside: string
}

function tryOpen({ file, limit }: NodeStorageOptions): DatabaseSync | Unusable {
  const isNew = !existsSync(file)
  const db = new DatabaseSync(file, { timeout: 2_000 })
  try {
    // Full: a command that was promised survives a power cut, not only a crash.
    db.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full')
    if (limit !== undefined) db.exec(`pragma max_page_count = ${Math.floor(limit / pageSize)}`)
    const format = Number(db.prepare('pragma user_version').get()?.user_version)
    if (format !== storeFormat && !(isNew && format === 0)) {
      db.close()
      return { reason: `its format is ${format}, ours is ${storeFormat}`, aside: `format-${format}` }
    }
    const check = Object.values(db.prepare('pragma quick_check(1)').get() ?? {})
    if (check[0] !== 'ok') throw new Error(String(check[0]))
    db.exec(`
      create table if not exists meta (one integer primary key check (one = 1), data text not null) strict;
      create table if not exists rows (
        type text not null, id text not null, version integer not null, seq integer not null, data text not null,
        primary key (type, id)
      ) strict, without rowid;
      create table if not exists commands (id text primary key, position integer not null, data text not null) strict;
      pragma user_version = ${storeFormat}`)
    return db
  } catch (error) {
    db.close()
    if (isBusy(error)) throw new Error(`${file} is in use by another process`, { cause: error })
    return { reason: String(error), aside: 'damaged' }
  }
}

/** SQLITE_BUSY and SQLITE_LOCKED: nothing is wrong with the file. */
function isBusy(error: unknown): boolean {
  return isRecord(error) && (error.errcode === 5 || error.errcode === 6)
}

class NodeStorage implements ReplicaStore {
  readonly durable = true
  readonly #db: DatabaseSync
  readonly #log: Log

  constructor(db: DatabaseSync, log: Log) {
    this.#db = db
    this.#log = log
  }

  async load(): Promise<StoredReplica | undefined> {
    try {
      const meta = parsed(this.#db.prepare('select data from meta').get()?.data)
      if (meta === undefined) return undefined
      const rows: StoredRow[] = []
      for (const row of this.#db.prepare('select type, id, version, seq, data from rows').iterate()) {
        const stored = { ...row, data: parsed(row.data) }
        if (!isStoredRow(stored)) throw new Error(`the row ${String(row.type)}/${String(row.id)} cannot be read`)
        rows.push(stored)
      }
      if (!isMeta(meta)) throw new Error('its head cannot be read')
      return { meta, rows }
    } catch (error) {
      this.#log.error('the kept replica cannot be used: starting from an empty one', { reason: String(error) })
      await this.clear()
      return undefined
    }
  }

  async append({ meta, put, remove }: StoredBatch): Promise<{ wantsReplace: boolean }> {
    this.#transaction(() => {
      this.#put(put)
      const forget = this.#db.prepare('delete from rows where type = ? and id = ?')
      for (const { type, id } of remove) forget.run(type, id)
      this.#putMeta(meta)
    })
    return { wantsReplace: false }
  }

  async replace(meta: ReplicaMeta, rows: Iterable<StoredRow>): Promise<void> {
    this.#transaction(() => {
      this.#db.exec('delete from rows')
      this.#put(rows)
      this.#putMeta(meta)
    })
  }

  async clear(): Promise<void> {
    this.#transaction(() => this.#db.exec('delete from rows; delete from meta'))
  }

  async loadCommands(): Promise<StoredCommand[]> {
    const rows = this.#db.prepare('select id, data from commands order by position').all()
    return rows.flatMap(({ id, data }) => {
      const command = parsed(data)
      if (isStoredCommand(command)) return [command]
      this.#log.error('a kept command cannot be read, and is not sent', { id: String(id), data: String(data) })
      return []
    })
  }

  async saveCommands({ put, remove }: { put: StoredCommand[]; remove: string[] }): Promise<void> {
    this.#transaction(() => {
      const forget = this.#db.prepare('delete from commands where id = ?')
      for (const id of remove) forget.run(id)
      const keep = this.#db.prepare(
        'insert into commands (id, position, data) values (?, ?, ?) on conflict (id) do update set data = excluded.data',
      )
      for (const command of put) keep.run(command.id, command.position, JSON.stringify(command))
    })
  }

  async close(): Promise<void> {
    if (this.#db.isOpen) this.#db.close()
  }

  #put(rows: Iterable<StoredRow>): void {
    const keep = this.#db.prepare(
      `insert into rows (type, id, version, seq, data) values (?, ?, ?, ?, ?)
       on conflict (type, id) do update set version = excluded.version, seq = excluded.seq, data = excluded.data`,
    )
    for (const { type, id, version, seq, data } of rows) keep.run(type, id, version, seq, JSON.stringify(data))
  }

  #putMeta(meta: ReplicaMeta): void {
    this.#db
      .prepare('insert into meta (one, data) values (1, ?) on conflict (one) do update set data = excluded.data')
      .run(JSON.stringify(meta))
  }

  #transaction(run: () => void): void {
    this.#db.exec('begin immediate')
    try {
      run()
      this.#db.exec('commit')
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('rollback')
      throw error
    }
  }
}

function parsed(text: unknown): unknown {
  return typeof text === 'string' ? JSON.parse(text) : undefined
}
