/** One way to a server: without a proxy, or through one. */
export type Route = { direct: true } | { proxy: string } | { socks: 4 | 5; host: string; port: number }

/**
 * What a system's proxy settings answer, in the words of PAC files: `PROXY a:3128; SOCKS5 b:1080; DIRECT`, to be tried in
 * this order. What nobody understands is left out; where nothing is left it is tried without.
 */
export function proxyRoutes(answer: string): Route[] {
  const routes = answer.split(';').flatMap((each): Route[] => {
    const [kind = '', host = ''] = each.trim().split(/\s+/)
    const word = kind.toLowerCase()
    if (word === 'direct') return [{ direct: true }]
    const way = ways[word]
    if (host === '' || way === undefined || !URL.canParse(`${way.scheme}://${host}`)) return []
    return way.socks ? [socksRoute(way.socks, host)] : [{ proxy: `${way.scheme}://${host}` }]
  })
  return routes.length > 0 ? routes : [{ direct: true }]
}

/** Without a number SOCKS is the fourth, as for Chromium. */
const ways: Record<string, { scheme: 'http' | 'https'; socks?: 4 | 5 }> = {
  proxy: { scheme: 'http' },
  http: { scheme: 'http' },
  https: { scheme: 'https' },
  socks: { scheme: 'http', socks: 4 },
  socks4: { scheme: 'http', socks: 4 },
  socks5: { scheme: 'http', socks: 5 },
}

/** Where no port is named it is 1080 (RFC 1928, section 3). */
function socksRoute(socks: 4 | 5, address: string): Route {
  const { hostname, port } = new URL(`http://${address}`)
  const isDefault = port === '' && !address.endsWith(':80')
  return { socks, host: hostname.replace(/^\[(.*)\]$/, '$1'), port: isDefault ? 1080 : Number(port || 80) }
}
