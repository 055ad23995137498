import { type SiteRow } from '../db/rows/siteRow.ts'
import { type ImportedSite } from './ImportedTicket.ts'

/**
 * Sites by where they are. The same coordinates win over the same address: one building is spelled in several ways
 * ("502 VANBUREN STREET", "502 VAN BUREN STREET"), and a point is where people go.
 */
export class KnownSites {
  readonly #byPoint = new Map<string, SiteRow>()
  readonly #byAddress = new Map<string, SiteRow>()

  constructor(sites: readonly SiteRow[]) {
    for (const site of sites) this.add(site)
  }

  /** Of two at one place the one that was there first stays. */
  add(site: SiteRow): void {
    const point = pointOf(site.latitude, site.longitude)
    if (point !== undefined && !this.#byPoint.has(point)) this.#byPoint.set(point, site)
    if (site.address !== null && !this.#byAddress.has(site.address)) this.#byAddress.set(site.address, site)
  }

  find({ coordinates, address }: ImportedSite): SiteRow | undefined {
    const point = coordinates && this.#byPoint.get(`${coordinates.latitude},${coordinates.longitude}`)
    return point ?? (address === undefined ? undefined : this.#byAddress.get(address))
  }

  /** Gives a site the address or the coordinates it lacks. @returns whether it lacked any */
  fillIn(site: SiteRow, { coordinates, address }: ImportedSite): boolean {
    const lacks =
      (site.latitude === null && coordinates !== undefined) || (site.address === null && address !== undefined)
    if (!lacks) return false
    site.latitude ??= coordinates?.latitude ?? null
    site.longitude ??= coordinates?.longitude ?? null
    site.address ??= address ?? null
    this.add(site)
    return true
  }
}

function pointOf(latitude: number | null, longitude: number | null): string | undefined {
  return latitude === null || longitude === null ? undefined : `${latitude},${longitude}`
}
