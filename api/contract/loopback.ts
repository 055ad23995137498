/** True for an address of this machine itself (RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3), also as IPv6 writes IPv4. */
export function isLoopback(address: string): boolean {
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address
  return plain === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(plain)
}
