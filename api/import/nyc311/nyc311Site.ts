import { type ImportedSite, type ReadColumn } from '../ImportedTicket.ts'
import { RowRefused } from '../RowRefused.ts'
import { shorten, titleCase } from './plainText.ts'

export const newYork = 'America/New_York'

/** The five boroughs with room around them: what lies outside is swapped, in feet, or zero. */
const bounds = { latitude: [40, 41.5], longitude: [-75, -73] } as const

/** Where a request is. @throws {RowRefused} where neither an address nor coordinates say so, or the coordinates are absurd. */
export function nyc311Site(read: ReadColumn): ImportedSite {
  const coordinates = coordinatesOf(read)
  const place = placeOf(read)
  const city = cityOf(read)
  if (!place && !coordinates) throw new RowRefused('it has neither an address nor coordinates')
  const zip = read('incident_zip')
  return {
    name: shorten(titleCase([place ?? landmarkOf(read) ?? nearBy(coordinates), city].filter(Boolean).join(', ')), 200),
    // In capitals as the source and the post office write it.
    address: place && shorten([place, city, zip ? `NY ${zip}` : 'NY'].filter(Boolean).join(', '), 500),
    coordinates,
    timeZone: newYork,
  }
}

function coordinatesOf(read: ReadColumn): ImportedSite['coordinates'] {
  const latitude = numberOf(read, 'latitude')
  const longitude = numberOf(read, 'longitude')
  if (latitude === undefined && longitude === undefined) return undefined
  if (latitude === undefined || longitude === undefined) {
    throw new RowRefused(`it has a ${latitude === undefined ? 'longitude' : 'latitude'} alone`)
  }
  return { latitude, longitude }
}

function numberOf(read: ReadColumn, column: keyof typeof bounds): number | undefined {
  const text = read(column)
  if (text === '') return undefined
  const number = Number(text)
  const [from, to] = bounds[column]
  if (!Number.isFinite(number)) throw new RowRefused(`${column} ${JSON.stringify(shorten(text, 40))} is no number`)
  if (number < from || number > to) throw new RowRefused(`${column} ${text} is not in New York`)
  return number
}

/** The street address, the block of a street, or the intersection. A bridge or a highway alone is no address. */
function placeOf(read: ReadColumn): string | undefined {
  const address = read('incident_address')
  const [from, to] = [read('cross_street_1'), read('cross_street_2')]
  if (address !== '' && read('address_type').toUpperCase() === 'BLOCKFACE' && from !== '' && to !== '') {
    return `${address} BETWEEN ${from} AND ${to}`
  }
  if (address !== '') return address
  const streets = [read('intersection_street_1'), read('intersection_street_2')]
  return streets.every((street) => street !== '') ? streets.join(' AND ') : undefined
}

/** The part of the city that an address belongs to; Manhattan's own are written "NEW YORK". */
function cityOf(read: ReadColumn): string | undefined {
  const borough = read('borough')
  return read('city') || (borough === '' || borough === 'Unspecified' ? undefined : borough)
}

function landmarkOf(read: ReadColumn): string | undefined {
  const park = read('park_facility_name')
  return read('landmark') || (park === '' || park === 'Unspecified' ? undefined : park)
}

function nearBy(coordinates: ImportedSite['coordinates']): string | undefined {
  return coordinates && `Near ${coordinates.latitude.toFixed(5)} ${coordinates.longitude.toFixed(5)}`
}
