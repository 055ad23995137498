import { Refused } from '../contract/errors.ts'
import { type Principal } from '../contract/principal.ts'
import { mostOwnViews, mostSharedViews, type SavedView, type SaveView } from '../contract/savedView.ts'
import { isManager } from '../contract/user.ts'
import { type Database } from '../db/Database.ts'
import { selectSavedViews } from '../db/savedViews.ts'
import { type Transaction, write } from '../db/write.ts'
import { auditSetting } from './auditSetting.ts'
import { requireStaff } from './rights.ts'

type Person = Principal & { userId: string }

/**
 * Makes a view, or changes it: its owner's, or a shared one where a manager does it; it stays its owner's. The id is chosen
 * by whoever makes it, so that the same sent twice is one view.
 * @throws {Refused} forbidden, not_found where the id is somebody else's, invalid_input where there are too many.
 */
export async function saveView(db: Database, person: Person, id: string, view: SaveView): Promise<SavedView> {
  if (view.shared) requireStaff(person)
  const outcome = await write(
    { db, principal: person },
    () => ({ status: 200 }),
    async (tx) => {
      await lockList(tx, view.list)
      const before = await findOwn(tx, person, id)
      const ownerId = before?.owner.id ?? person.userId
      if (!before) await checkRoom(tx, view.list, { ownerId })
      if (view.shared && !(before?.shared === true && before.list === view.list))
        await checkRoom(tx, view.list, 'shared')
      await tx.query(
        `insert into saved_views (id, owner_id, list, base, label, query, sort, columns, shared, version, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $10)
         on conflict (id) do update set list = excluded.list, base = excluded.base, label = excluded.label,
           query = excluded.query, sort = excluded.sort, columns = excluded.columns, shared = excluded.shared,
           version = saved_views.version + 1, updated_at = excluded.updated_at`,
        [
          id,
          ownerId,
          view.list,
          view.base,
          view.label.trim(),
          JSON.stringify(view.query),
          view.sort,
          JSON.stringify(view.columns),
          view.shared,
          tx.at,
        ],
      )
      const [after] = await selectSavedViews(tx, id)
      if (!after) throw new Error(`the view ${id} was saved and is not there`)
      await auditShared(tx, before, after)
      return after
    },
  )
  if (outcome.kept) throw new Error('a view is saved without a key')
  return outcome.value
}

/** @throws {Refused} forbidden for all but its owner and managers; not_found. */
export async function deleteView(db: Database, person: Person, id: string): Promise<void> {
  await write(
    { db, principal: person },
    () => ({ status: 204 }),
    async (tx) => {
      const before = await findOwn(tx, person, id)
      if (!before) throw new Refused('not_found', 'There is no such view.')
      await tx.query('delete from saved_views where id = $1', [id])
      await auditShared(tx, before, undefined)
    },
  )
}

/** Two who share one at once count each other's. */
async function lockList(tx: Transaction, list: string): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtextextended('saved_views.' || $1, 0))", [list])
}

/** The view as it is, locked; undefined where there is none. @throws {Refused} where it is not this person's to change. */
async function findOwn(tx: Transaction, person: Person, id: string): Promise<SavedView | undefined> {
  const rows = await tx.query('select 1 from saved_views where id = $1 for update', [id])
  if (rows.length === 0) return undefined
  const [seen] = await tx.asReader(() => selectSavedViews(tx, id))
  if (!seen) throw new Refused('not_found', 'There is no such view.')
  if (seen.owner.id === person.userId || isManager(person.role)) return seen
  throw new Refused('forbidden', `Only ${seen.owner.name} and managers may change this view.`)
}

async function checkRoom(tx: Transaction, list: string, whose: { ownerId: string } | 'shared'): Promise<void> {
  const most = whose === 'shared' ? mostSharedViews : mostOwnViews
  const [row] = await tx.query<{ count: number }>(
    `select count(*)::integer as count from saved_views
     where list = $1 and case when $2::uuid is null then shared else owner_id = $2 end`,
    [list, whose === 'shared' ? null : whose.ownerId],
  )
  if ((row?.count ?? 0) < most) return
  const what = whose === 'shared' ? 'views of this list are shared' : 'views of your own are kept for a list'
  throw new Refused('invalid_input', `At most ${most} ${what}: remove one first.`, { field: 'list' })
}

/** What others see is noted; what is one's own concerns nobody. */
async function auditShared(
  tx: Transaction,
  before: SavedView | undefined,
  after: SavedView | undefined,
): Promise<void> {
  if (!before?.shared && !after?.shared) return
  const facts = (view: SavedView | undefined) =>
    view?.shared ? { label: view.label, query: view.query, sort: view.sort } : undefined
  await auditSetting(tx, {
    details: { setting: 'view', list: (after ?? before)?.list ?? '' },
    before: facts(before),
    after: facts(after),
  })
}
