import { entityTypes, type EntityType } from '../contract/change.ts'
import { type Principal } from '../contract/principal.ts'
import { isStaff } from '../contract/user.ts'
import { type Database, type Queryable } from '../db/Database.ts'
import { entityTables, readEntities } from '../db/rows/entityTables.ts'
import { present, type Row } from './readRows.ts'

export type SyncItem = { type: EntityType; id: string; version: number } & ({ data: Row } | { gone: true })

export interface SyncAnswer {
  head: number
  items: SyncItem[]
}

/** The public part of users, also for those who may see more of them: what is on every screen is one thing. */
export function asReplica(principal: Principal): Principal {
  return isStaff(principal.role) ? { ...principal, role: 'dispatcher' } : principal
}

/** Everything this person's replica holds, as of one moment, with the head of that moment. */
export async function readWorkingSet(db: Database, principal: Principal): Promise<SyncAnswer> {
  return db.read(principal, async (reader) => {
    const head = await headOf(reader)
    const items: SyncItem[] = []
    for (const type of entityTypes)
      items.push(...toItems(type, await readLive(reader, asReplica(principal), type, 'true')))
    return { head, items }
  })
}

export async function headOf(db: Queryable): Promise<number> {
  const [row] = await db.query<{ seq: number }>('select seq from relay_head')
  return row?.seq ?? 0
}

/** The visible rows of one kind that belong to replicas and for which `condition` holds. */
export async function readLive(
  db: Queryable,
  principal: Principal,
  type: EntityType,
  condition: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const entities = await readEntities(db, type, `${entityTables[type].live} and (${condition})`, values)
  return present(db, principal, type, entities)
}

export async function readLiveByIds(
  db: Queryable,
  principal: Principal,
  type: EntityType,
  ids: readonly string[],
): Promise<Row[]> {
  return ids.length === 0 ? [] : readLive(db, principal, type, `${entityTables[type].id} = any($1)`, [ids])
}

export function toItems(type: EntityType, rows: readonly Row[]): SyncItem[] {
  return rows.map((data) => ({ type, id: data.id, version: data.version, data }))
}

/** The rows that are there, and `gone` for the others. */
export function rowsAndGone(
  type: EntityType,
  asked: readonly { id: string; version: number }[],
  rows: readonly Row[],
): SyncItem[] {
  const there = new Set(rows.map((row) => row.id))
  const gone = asked.filter((each) => !there.has(each.id))
  return [...toItems(type, rows), ...gone.map(({ id, version }) => ({ type, id, version, gone: true as const }))]
}
