/** One way to a server: without a proxy, or through one. */
export type Route = { direct: true } | { proxy: string }

/**
 * What a system's proxy settings answer, in the words of PAC files: `PROXY a:3128; HTTPS b:443; DIRECT`, to be tried in
 * this order. What cannot be taken from here (SOCKS) is left out; where nothing is left it is tried without.
 */
export function proxyRoutes(answer: string): Route[] {
  const routes = answer.split(';').flatMap((each): Route[] => {
    const [kind = '', host = ''] = each.trim().split(/\s+/)
    if (/^direct$/i.test(kind)) return [{ direct: true }]
    const scheme = /^proxy$|^http$/i.test(kind) ? 'http' : /^https$/i.test(kind) ? 'https' : undefined
    return scheme && URL.canParse(`${scheme}://${host}`) && host !== '' ? [{ proxy: `${scheme}://${host}` }] : []
  })
  return routes.length > 0 ? routes : [{ direct: true }]
}
