import { expect, test } from 'vitest'
import { ConnectRate, networkOf } from './ConnectRate.ts'

test('an address has its number of connections a minute, apart from others', () => {
  let now = 0
  const rate = new ConnectRate(2, () => now)
  expect([rate.admits('10.0.0.1'), rate.admits('10.0.0.1'), rate.admits('10.0.0.1')]).toEqual([true, true, false])
  expect(rate.admits('10.0.0.2')).toBe(true)
  now = 59_999
  expect(rate.admits('10.0.0.1')).toBe(false)
  now = 60_000
  expect(rate.admits('10.0.0.1')).toBe(true)
})

test('however many addresses come, what is remembered is bounded', () => {
  const rate = new ConnectRate(1, () => 0)
  for (let number = 0; number < 30_000; number++)
    rate.admits(`10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`)
  expect(rate.size).toBe(10_000)
})

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:0DB8:0001:0002::9', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
])('%s counts as %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})
