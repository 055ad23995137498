import { expect, test } from 'vitest'
import { proxyRoutes } from './proxyRoutes.ts'

test.each([
  ['DIRECT', [{ direct: true }]],
  ['PROXY proxy.example:3128', [{ proxy: 'http://proxy.example:3128' }]],
  ['HTTPS proxy.example:443; DIRECT', [{ proxy: 'https://proxy.example:443' }, { direct: true }]],
  ['SOCKS5 a:1081; PROXY [::1]:8080', [{ socks: 5, host: 'a', port: 1081 }, { proxy: 'http://[::1]:8080' }]],
  ['SOCKS5 [::1]', [{ socks: 5, host: '::1', port: 1080 }]],
  [
    'SOCKS a:80; SOCKS4 b',
    [
      { socks: 4, host: 'a', port: 80 },
      { socks: 4, host: 'b', port: 1080 },
    ],
  ],
  // What nobody understands leaves the straight way.
  ['QUIC a:443', [{ direct: true }]],
  ['PROXY', [{ direct: true }]],
  ['PROXY a b:x', [{ proxy: 'http://a' }]],
  ['', [{ direct: true }]],
])('%s', (answer, routes) => {
  expect(proxyRoutes(answer)).toEqual(routes)
})
