import { type EntityType } from '../contract/change.ts'
import { wallboardChanged, wallboardRow, type WallboardType } from '../contract/wallboard.ts'
import { type ChangeRow } from './ChangeRow.ts'

/** An envelope as JSON text. `data` is spliced in as the log holds it: parsing and writing it again costs more than all the rest. */
export function envelopeText(row: ChangeRow): string {
  const head = {
    v: 1,
    seq: row.seq,
    type: row.type,
    action: row.action,
    id: row.entity_id,
    version: row.version,
    at: row.at,
    by: { id: row.by_id, name: row.by_name },
    changed: row.changed,
  }
  return `${JSON.stringify(head).slice(0, -1)},"data":${row.data}}`
}

/** A row that comes into somebody's view with a change of something else: nobody changed the row itself. */
export function arrivalText(cause: ChangeRow, type: EntityType, id: string, version: number, data: string): string {
  return envelopeText({ ...cause, type, action: 'update', entity_id: id, version, changed: [], data })
}

/** What has left somebody's view: who took it, and what became of it, is no longer theirs to know. */
export function goneText(cause: ChangeRow, type: EntityType, id: string, version: number): string {
  return JSON.stringify({
    v: 1,
    seq: cause.seq,
    type,
    action: 'gone',
    id,
    version,
    at: cause.at,
    by: null,
    changed: [],
    gone: true,
  })
}

/** A change as a wallboard hears of it: not who did it, and of the row no more than it may know. */
export function wallboardText(row: ChangeRow & { type: WallboardType }): string {
  const data = JSON.stringify(wallboardRow(row.type, JSON.parse(row.data) as object))
  return envelopeText({ ...row, by_id: null, by_name: '', changed: wallboardChanged(row.type, row.changed), data })
}
