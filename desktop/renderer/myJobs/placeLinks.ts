import { type Site } from '../../../api/contract/site.ts'

/** Opens the phone's map at a place (RFC 5870); by its address where nobody knows where it is. */
export function geoLink({ latitude, longitude, address, name }: Site): string | undefined {
  const words = encodeURIComponent(address ?? name)
  if (latitude !== undefined && longitude !== undefined) {
    return `geo:${latitude},${longitude}?q=${latitude},${longitude}(${words})`
  }
  return address === undefined ? undefined : `geo:0,0?q=${words}`
}

/** The first telephone number of a contact ("Maria Silva, +1 212 555 0142"), as a link (RFC 3966). */
export function telLink(contact: string): string | undefined {
  const found = /\+?\d[\d\s().\-/]{5,}\d/.exec(contact)?.[0]
  return found === undefined ? undefined : `tel:${found.replaceAll(/[^\d+]/g, '')}`
}
