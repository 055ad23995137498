import { expect, test } from 'vitest'
import { isPublicAddress, publicLookup } from './publicLookup.ts'

test.each(['142.250.185.106', '17.57.144.1', '2a00:1450:4001:82a::200a'])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true)
})

test.each([
  '127.0.0.1',
  '0.0.0.0',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  'fe80::1',
  'fc00::1',
  'fd12:3456::1',
  'ff02::1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '64:ff9b::a00:1',
  '2002:a00:1::1',
  'localhost',
  '',
])('%s is not', (address) => {
  expect(isPublicAddress(address)).toBe(false)
})

test.each([true, false])('a name that leads to this machine is not connected to (all: %s)', async (all) => {
  const problem = await new Promise((resolve) => publicLookup('localhost', { all }, resolve))
  expect(String(problem)).toContain('leads to an address that is not public')
})
