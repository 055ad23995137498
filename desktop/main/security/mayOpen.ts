const allowed = new Set(['https:', 'mailto:', 'tel:'])

/** Addresses that a browser, a mail program or a telephone opens. Others would start programs (`file:`, `ms-msdt:`). */
export function mayOpen(address: string): boolean {
  try {
    const { protocol, username } = new URL(address)
    return allowed.has(protocol) && username === ''
  } catch {
    return false
  }
}
