import { type EntityType } from '../contract/change.ts'
import { type Principal } from '../contract/principal.ts'
import { isManager, type User } from '../contract/user.ts'
import { type Queryable } from '../db/Database.ts'
import { entityTables, readEntities, type Entity } from '../db/rows/entityTables.ts'
import { userAsSeenBy } from '../db/rows/userRow.ts'

/** A row as the API answers it. */
export interface Row {
  id: string
  version: number
}

/** What this person may know of rows that row level security let them read: all of them, but for users. */
export async function present(
  db: Queryable,
  principal: Principal,
  type: EntityType,
  entities: readonly Entity[],
): Promise<Row[]> {
  if (type !== 'user') return [...entities]
  const emails = await emailsOf(db, principal, entities)
  return entities.map((user) => userAsSeenBy(principal, user as User, emails.get(user.id)))
}

async function emailsOf(db: Queryable, principal: Principal, users: readonly Entity[]): Promise<Map<string, string>> {
  if (!isManager(principal.role)) return new Map()
  const found = await db.query<{ user_id: string; email: string }>(
    'select user_id, email from credentials where user_id = any($1)',
    [users.map((user) => user.id)],
  )
  return new Map(found.map((each) => [each.user_id, each.email]))
}

/** The visible ones among these, by id. What is hidden or deleted is not among them. */
export async function readByIds(
  db: Queryable,
  principal: Principal,
  type: EntityType,
  ids: readonly string[],
): Promise<Row[]> {
  if (ids.length === 0) return []
  const entities = await readEntities(db, type, `${entityTables[type].id} = any($1)`, [ids])
  return present(db, principal, type, entities)
}
