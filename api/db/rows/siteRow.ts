import { type Site } from '../../contract/site.ts'
import { present } from './present.ts'

export interface SiteRow {
  id: string
  version: number
  name: string
  address: string | null
  latitude: number | null
  longitude: number | null
  time_zone: string
  contact: string | null
  notes: string | null
  source: string | null
  external_ref: string | null
  created_at: string
  updated_at: string
}

export const siteColumns = [
  'id',
  'version',
  'name',
  'address',
  'latitude',
  'longitude',
  'time_zone',
  'contact',
  'notes',
  'source',
  'external_ref',
  'created_at',
  'updated_at',
]
  .map((column) => `sites.${column}`)
  .join(', ')

export function toSite(row: SiteRow): Site {
  return present({
    id: row.id,
    version: row.version,
    name: row.name,
    address: row.address,
    latitude: row.latitude,
    longitude: row.longitude,
    timeZone: row.time_zone,
    contact: row.contact,
    notes: row.notes,
    source: row.source,
    externalRef: row.external_ref,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  })
}
