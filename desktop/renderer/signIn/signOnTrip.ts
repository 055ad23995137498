import { signOnPath } from '../../../api/contract/singleSignOn.ts'

/** What stays on this machine while somebody is at the provider: worth nothing without the grant that comes back. */
export interface SignOnTrip {
  verifier: string
  /** Where they wanted to go. It is kept here and not sent along: an address that comes back could be anybody's. */
  path: string
}

const key = 'signalbox.signOnTrip'

export function keepTrip(storage: Pick<Storage, 'setItem'>, { verifier, path }: SignOnTrip): void {
  storage.setItem(key, JSON.stringify({ verifier, path: isPlace(path) ? path : '/' }))
}

/** Once: it is forgotten with the asking. Undefined where none was begun here. */
export function takeTrip(storage: Pick<Storage, 'getItem' | 'removeItem'>): SignOnTrip | undefined {
  const text = storage.getItem(key)
  storage.removeItem(key)
  try {
    const trip: unknown = JSON.parse(text ?? 'null')
    return isTrip(trip) ? trip : undefined
  } catch {
    return undefined
  }
}

function isTrip(value: unknown): value is SignOnTrip {
  if (typeof value !== 'object' || value === null || !('verifier' in value) || !('path' in value)) return false
  return typeof value.verifier === 'string' && typeof value.path === 'string' && isPlace(value.path)
}

/** A path of the console, and not the one that takes the provider's answer. `//` would begin another host's address. */
function isPlace(path: string): boolean {
  return /^\/(?![/\\])/.test(path) && new URL(path, 'https://console.invalid').pathname !== signOnPath
}
