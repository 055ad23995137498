import { type Site, type UpdateSite } from '../contract/site.ts'
import { present } from '../db/rows/present.ts'
import { siteColumns, toSite, type SiteRow } from '../db/rows/siteRow.ts'
import { changedFields, pickFields } from './changedFields.ts'
import { checkBase } from './checkBase.ts'
import { checkPlace } from './checkPlace.ts'
import { lockSite } from './lockSite.ts'
import { requireStaff } from './rights.ts'
import { type Command } from './Written.ts'

export const updateSite: Command<UpdateSite> = async (tx, { id, input, baseVersion }) => {
  const site = await lockSite(tx, id)
  requireStaff(tx.principal)
  const next: Site = present({ ...site, ...input })
  const changed = changedFields(site, next)
  if (changed.length === 0) return { status: 200, type: 'site', id, version: site.version, data: site }
  await checkBase(tx, { type: 'site', current: site, fields: changed, baseVersion })
  checkPlace(next)
  const [row] = await tx.query<SiteRow>(
    `update sites set name = $2, address = $3, latitude = $4, longitude = $5, time_zone = $6, contact = $7, notes = $8,
       version = version + 1, updated_at = $9
     where id = $1 returning ${siteColumns}`,
    [
      id,
      next.name,
      next.address ?? null,
      next.latitude ?? null,
      next.longitude ?? null,
      next.timeZone,
      next.contact ?? null,
      next.notes ?? null,
      tx.at,
    ],
  )
  if (!row) throw new Error(`site ${id} vanished while it was locked`)
  const after = toSite(row)
  tx.announce({
    type: 'site',
    action: 'update',
    id,
    version: after.version,
    changed,
    data: after,
    before: pickFields(site, changed),
  })
  return { status: 200, type: 'site', id, version: after.version, data: after }
}
