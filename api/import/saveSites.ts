import { v7 as newId } from 'uuid'
import { siteColumns, toSite, type SiteRow } from '../db/rows/siteRow.ts'
import { type Transaction } from '../db/write.ts'
import { updateSite } from '../commands/updateSite.ts'
import { type ImportedSite, type ImportedTicket } from './ImportedTicket.ts'
import { KnownSites } from './KnownSites.ts'

export interface SavedSites {
  ids: ReadonlyMap<ImportedTicket, string>
  created: number
}

/**
 * Finds the site of each ticket or makes it: the same coordinates or the same address are one site, whoever made it. What
 * a site of this source lacks is filled in; what it has is never overwritten.
 */
export async function saveSites(
  tx: Transaction,
  source: string,
  tickets: readonly ImportedTicket[],
): Promise<SavedSites> {
  const known = new KnownSites(await sitesAt(tx, tickets))
  const fresh: SiteRow[] = []
  const ids = new Map<ImportedTicket, string>()
  for (const ticket of tickets) {
    let site = known.find(ticket.site)
    if (!site) {
      site = toRow(ticket.site, source, tx.at)
      fresh.push(site)
      known.add(site)
    } else if (site.source === source) {
      if (known.fillIn(site, ticket.site) && !fresh.includes(site)) await completeSite(tx, site)
    }
    ids.set(ticket, site.id)
  }
  await insertSites(tx, fresh)
  return { ids, created: fresh.length }
}

async function sitesAt(tx: Transaction, tickets: readonly ImportedTicket[]): Promise<SiteRow[]> {
  const addresses = tickets.flatMap(({ site }) => site.address ?? [])
  const latitudes = tickets.flatMap(({ site }) => site.coordinates?.latitude ?? [])
  return tx.query<SiteRow>(
    `select ${siteColumns} from sites where deleted_at is null and (latitude = any($1::float8[]) or address = any($2))
     order by created_at, id`,
    [latitudes, addresses],
  )
}

function toRow(site: ImportedSite, source: string, at: string): SiteRow {
  return {
    id: newId(),
    version: 1,
    name: site.name,
    address: site.address ?? null,
    latitude: site.coordinates?.latitude ?? null,
    longitude: site.coordinates?.longitude ?? null,
    time_zone: site.timeZone,
    contact: null,
    notes: null,
    source,
    external_ref: null,
    created_at: at,
    updated_at: at,
  }
}

async function completeSite(tx: Transaction, { id, address, latitude, longitude }: SiteRow): Promise<void> {
  await updateSite(tx, { id, input: { address, latitude, longitude } })
}

async function insertSites(tx: Transaction, sites: readonly SiteRow[]): Promise<void> {
  if (sites.length === 0) return
  const rows = await tx.query<SiteRow>(
    `insert into sites (id, name, address, latitude, longitude, time_zone, source, created_at, updated_at)
     select id, name, address, latitude, longitude, time_zone, source, created_at, updated_at
     from jsonb_to_recordset($1) as site (id uuid, name text, address text, latitude float8, longitude float8,
       time_zone text, source text, created_at timestamptz, updated_at timestamptz)
     order by id returning ${siteColumns}`,
    [JSON.stringify(sites)],
  )
  for (const site of rows.map(toSite)) {
    tx.announce({
      type: 'site',
      action: 'create',
      id: site.id,
      version: site.version,
      changed: ['name', 'address', 'latitude', 'longitude', 'timeZone', 'source'].filter((field) => field in site),
      data: site,
    })
  }
}
