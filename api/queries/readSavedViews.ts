import { type Principal } from '../contract/principal.ts'
import { type SavedView } from '../contract/savedView.ts'
import { type Database } from '../db/Database.ts'
import { selectSavedViews } from '../db/savedViews.ts'

/** One's own, and of the staff's those that are shared. */
export async function readSavedViews(db: Database, principal: Principal): Promise<{ items: SavedView[] }> {
  return { items: await db.read(principal, (reader) => selectSavedViews(reader)) }
}
