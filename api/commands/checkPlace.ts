import { Refused } from '../contract/errors.ts'

interface Place {
  address?: string | null
  latitude?: number | null
  longitude?: number | null
  timeZone: string
}

/** @throws {Refused} invalid_input, where a site has neither address nor coordinates, half of them, or no real time zone. */
export function checkPlace({ address, latitude, longitude, timeZone }: Place): void {
  const half = (latitude ?? null) === null ? (longitude ?? null) !== null : (longitude ?? null) === null
  if (half) {
    throw new Refused('invalid_input', 'Coordinates need both latitude and longitude.', { field: 'latitude' })
  }
  if ((address ?? null) === null && (latitude ?? null) === null) {
    throw new Refused('invalid_input', 'A site needs an address or coordinates.', { field: 'address' })
  }
  try {
    Intl.DateTimeFormat('en', { timeZone })
  } catch {
    throw new Refused('invalid_input', `${JSON.stringify(timeZone)} is not a time zone of the IANA database.`, {
      field: 'timeZone',
    })
  }
}
