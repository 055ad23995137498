import { type Principal } from '../contract/principal.ts'
import { isManager, type MailProblem, type User } from '../contract/user.ts'
import { type Queryable } from '../db/Database.ts'
import { listedTables, type ListedType, type Row } from '../db/rows/listedTables.ts'
import { userAsSeenBy } from '../db/rows/userRow.ts'

export { type Row }

/** What this person may know of rows that row level security let them read: all of them, but for users. */
export async function present(
  db: Queryable,
  principal: Principal,
  type: ListedType,
  entities: readonly Row[],
): Promise<Row[]> {
  if (type !== 'user') return [...entities]
  const emails = await emailsOf(db, principal, entities)
  return entities.map((user) => userAsSeenBy(principal, user as User, emails.get(user.id)))
}

type MailOf = { email: string; mailProblem?: MailProblem }

async function emailsOf(db: Queryable, principal: Principal, users: readonly Row[]): Promise<Map<string, MailOf>> {
  if (!isManager(principal.role)) return new Map()
  const found = await db.query<{
    user_id: string
    email: string
    mail_problem: string | null
    mail_problem_at: string | null
  }>('select user_id, email, mail_problem, mail_problem_at from credentials where user_id = any($1)', [
    users.map((user) => user.id),
  ])
  return new Map(
    found.map(({ user_id, email, mail_problem: what, mail_problem_at: at }) => [
      user_id,
      { email, ...(what !== null && at !== null && { mailProblem: { at, what } }) },
    ]),
  )
}

/** The visible ones among these, by id. What is hidden or deleted is not among them. */
export async function readByIds(
  db: Queryable,
  principal: Principal,
  type: ListedType,
  ids: readonly string[],
): Promise<Row[]> {
  if (ids.length === 0) return []
  const { from, columns, id, there, toEntities } = listedTables[type]
  const rows = await db.query<object>(`select ${columns} from ${from} where ${there} and ${id} = any($1)`, [ids])
  return present(db, principal, type, await toEntities(db, rows))
}
