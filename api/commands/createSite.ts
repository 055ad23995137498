import { v7 as newId } from 'uuid'
import { Refused } from '../contract/errors.ts'
import { type CreateSite } from '../contract/site.ts'
import { siteColumns, toSite, type SiteRow } from '../db/rows/siteRow.ts'
import { requireStaff } from './rights.ts'
import { checkPlace } from './checkPlace.ts'
import { type Command } from './Written.ts'

export const createSite: Command<CreateSite> = async (tx, { input }) => {
  requireStaff(tx.principal)
  const timeZone = input.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  checkPlace({ ...input, timeZone })
  const [row] = await tx.query<SiteRow>(
    `insert into sites (id, name, address, latitude, longitude, time_zone, contact, notes, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) on conflict do nothing returning ${siteColumns}`,
    [
      input.id ?? newId(),
      input.name,
      input.address ?? null,
      input.latitude ?? null,
      input.longitude ?? null,
      timeZone,
      input.contact ?? null,
      input.notes ?? null,
      tx.at,
    ],
  )
  if (!row) throw new Refused('conflict', 'There is already a site with this id.', { fields: ['id'] })
  const site = toSite(row)
  tx.announce({
    type: 'site',
    action: 'create',
    id: site.id,
    version: site.version,
    changed: Object.keys(input).filter((field) => field in site && field !== 'id'),
    data: site,
  })
  return { status: 201, type: 'site', id: site.id, version: site.version, data: site }
}
