import { shell } from 'electron'

const allowed = new Set(['https:', 'mailto:', 'tel:'])

/** The only place that hands an address to the system. Whatever else stands in a ticket opens nothing. */
export function openExternal(address: string): boolean {
  if (!mayOpen(address)) return false
  void shell.openExternal(new URL(address).href)
  return true
}

/** Addresses that a browser, a mail program or a telephone opens. Others would start programs (`file:`, `ms-msdt:`). */
export function mayOpen(address: string): boolean {
  try {
    const { protocol, username } = new URL(address)
    return allowed.has(protocol) && username === ''
  } catch {
    return false
  }
}
