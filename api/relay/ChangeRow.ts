import { type Action, type ChangeType } from '../contract/change.ts'

/** A numbered change as it lies in the log; `data` is text, which goes out as it is. */
export interface ChangeRow {
  seq: number
  type: ChangeType
  action: Action
  entity_id: string
  ticket_id: string | null
  version: number
  at: string
  by_id: string | null
  by_name: string
  changed: string[]
  data: string
  pool_before: boolean | null
  pool: boolean | null
  viewer_ids_before: string[] | null
  viewer_ids: string[] | null
}

export const changeColumns = `seq, type, action, entity_id, ticket_id, version, at, by_id, by_name, changed, data::text as data,
  pool_before, pool, viewer_ids_before, viewer_ids`
