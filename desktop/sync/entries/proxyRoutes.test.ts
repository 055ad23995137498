import { expect, test } from 'vitest'
import { proxyRoutes } from './proxyRoutes.ts'

test.each([
  ['DIRECT', [{ direct: true }]],
  ['PROXY proxy.example:3128', [{ proxy: 'http://proxy.example:3128' }]],
  ['HTTPS proxy.example:443; DIRECT', [{ proxy: 'https://proxy.example:443' }, { direct: true }]],
  ['SOCKS5 a:1080; PROXY [::1]:8080', [{ proxy: 'http://[::1]:8080' }]],
  // What cannot be used leaves the straight way.
  ['SOCKS a:1080', [{ direct: true }]],
  ['PROXY', [{ direct: true }]],
  ['PROXY a b:x', [{ proxy: 'http://a' }]],
  ['', [{ direct: true }]],
])('%s', (answer, routes) => {
  expect(proxyRoutes(answer)).toEqual(routes)
})
