import { checkPlace } from '../../commands/checkPlace.ts'
import { updateSite } from '../../commands/updateSite.ts'
import { Site } from '../../contract/site.ts'
import { siteColumns, toSite, type SiteRow } from '../../db/rows/siteRow.ts'
import { inserted } from './inserted.ts'
import { ownFormat } from './ownFormat.ts'

/** `Export` of sites. */
export const ownSites = ownFormat<Site>({
  name: 'signalbox-sites',
  type: 'site',
  table: 'sites',
  requiredColumns: ['name', 'address', 'timezone'],
  schema: Site,
  read: ({ text, number }) => ({
    id: text('id'),
    version: number('version'),
    name: text('name'),
    address: text('address'),
    latitude: number('latitude'),
    longitude: number('longitude'),
    timeZone: text('timeZone'),
    contact: text('contact'),
    notes: text('notes'),
    source: text('source'),
    externalRef: text('externalRef'),
    createdAt: text('createdAt'),
    updatedAt: text('updatedAt'),
  }),
  titleOf: ({ name }) => name,
  show: ({ address }) => ({ ...(address !== undefined && { site: address }) }),
  async insert(tx, site) {
    checkPlace(site)
    const row = await inserted<SiteRow>(tx, 'sites', siteColumns, {
      id: site.id,
      version: site.version,
      name: site.name,
      address: site.address,
      latitude: site.latitude,
      longitude: site.longitude,
      time_zone: site.timeZone,
      contact: site.contact,
      notes: site.notes,
      source: site.source,
      external_ref: site.externalRef,
      created_at: site.createdAt,
      updated_at: site.updatedAt,
    })
    return { data: toSite(row), version: row.version }
  },
  async update(tx, { id, name, address, latitude, longitude, timeZone, contact, notes }) {
    const place = { address: address ?? null, latitude: latitude ?? null, longitude: longitude ?? null }
    const input = { name, timeZone, ...place, contact: contact ?? null, notes: notes ?? null }
    return (await updateSite(tx, { id, input })).version
  },
})
