import { type SavedView } from '../contract/savedView.ts'
import { type Queryable } from './Database.ts'

interface Row {
  id: string
  version: number
  list: string
  base: string
  label: string
  query: Record<string, string>
  sort: string
  columns: Record<string, boolean>
  shared: boolean
  owner_id: string
  owner_name: string
  updated_at: Date | string
}

/** Those that whoever reads may see, oldest first; or the one of them with this id. */
export async function selectSavedViews(reader: Queryable, id?: string): Promise<SavedView[]> {
  const rows = await reader.query<Row>(
    `select v.id, v.version, v.list, v.base, v.label, v.query, v.sort, v.columns, v.shared, v.owner_id,
       u.name as owner_name, v.updated_at
     from saved_views v join users u on u.id = v.owner_id
     where $1::uuid is null or v.id = $1
     order by v.created_at, v.id`,
    [id ?? null],
  )
  return rows.map(({ owner_id, owner_name, updated_at, ...row }) => ({
    ...row,
    owner: { id: owner_id, name: owner_name },
    updatedAt: new Date(updated_at).toISOString(),
  }))
}
