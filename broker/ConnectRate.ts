const minute = 60_000
/** Addresses remembered at once; past it the oldest is forgotten, so that a flood of addresses costs no memory. */
const maxAddresses = 10_000

interface Window {
  until: number
  count: number
}

/** Counts new connections per address in windows of a minute. No timer: a window is looked at when its address returns. */
export class ConnectRate {
  readonly #perMinute: number
  readonly #now: () => number
  readonly #windows = new Map<string, Window>()

  constructor(perMinute: number, now: () => number) {
    this.#perMinute = perMinute
    this.#now = now
  }

  get size(): number {
    return this.#windows.size
  }

  /** Counts one more connection of the address; false where it had its share of this minute. */
  admits(address: string): boolean {
    const key = networkOf(address)
    const now = this.#now()
    const known = this.#windows.get(key)
    if (known && known.until > now) return ++known.count <= this.#perMinute
    // Deleted first, so that the map's order stays the order of the windows' beginnings.
    this.#windows.delete(key)
    if (this.#windows.size >= maxAddresses) this.#forgetOldest()
    this.#windows.set(key, { until: now + minute, count: 1 })
    return this.#perMinute > 0
  }

  #forgetOldest(): void {
    const oldest = this.#windows.keys().next()
    if (!oldest.done) this.#windows.delete(oldest.value)
  }
}

/** IPv4 as it is, also where IPv6 wraps it; of IPv6 the first 64 bits, since one household owns that many addresses. */
export function networkOf(address: string): string {
  const wrapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (wrapped?.[1] !== undefined) return wrapped[1]
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('%', 1).join('').split('::', 2)
  const front = head === '' ? [] : head.split(':')
  const back = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length)
  const groups = [...front, ...Array.from({ length: zeros }, () => '0'), ...back]
  return groups
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':')
}
