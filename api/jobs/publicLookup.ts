import { lookup } from 'node:dns'
import { type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** An address of the internet: none of this machine, of a private network, of a cloud's inside, or one that stands for such. */
export function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast'
}

/**
 * Resolves a name for a connection, and refuses one that leads to an address which is not public: what is looked at is what
 * is connected to, so a name that changes its mind in between gains nothing.
 */
export const publicLookup: LookupFunction = (hostname, options, answer) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? []
    if (error || !first) return answer(error ?? new Error(`${hostname} has no address`), '')
    if (!addresses.every(({ address }) => isPublicAddress(address))) {
      return answer(new Error(`${hostname} leads to an address that is not public`), '')
    }
    if (options.all) return answer(null, addresses)
    return answer(null, first.address, first.family)
  })
}
