import { expect, test } from 'vitest'
import { checkPushEndpoint } from './checkPushEndpoint.ts'

test.each([
  'https://fcm.googleapis.com/fcm/send/abc:def',
  'https://updates.push.services.mozilla.com/wpush/v2/gAAAA',
  'https://web.push.apple.com/QGuQyavXutnMH',
  'https://wns2-par02p.notify.windows.com/w/?token=abc',
])('%s is taken', (endpoint) => {
  expect(() => checkPushEndpoint(endpoint, undefined)).not.toThrow()
})

test.each([
  'http://fcm.googleapis.com/fcm/send/abc',
  'https://fcm.googleapis.com:8443/x',
  'https://user:secret@fcm.googleapis.com/x',
  'https://127.0.0.1/x',
  'https://2130706433/x',
  'https://0x7f.1/x',
  'https://[::1]/x',
  'https://[::ffff:10.0.0.1]/x',
  'https://169.254.169.254/latest/meta-data',
  'https://localhost/x',
  'https://intranet/x',
  'file:///etc/passwd',
  'ftp://push.example.org/x',
  'not an address',
])('%s is refused', (endpoint) => {
  expect(() => checkPushEndpoint(endpoint, undefined)).toThrow('it must be the https address of a push service')
})

test('a push service on this machine is taken only where it was configured, and only that one', () => {
  const sandbox = 'http://127.0.0.1:4711'
  expect(() => checkPushEndpoint(`${sandbox}/one`, sandbox)).not.toThrow()
  expect(() => checkPushEndpoint('http://127.0.0.1:4712/one', sandbox)).toThrow()
  expect(() => checkPushEndpoint('http://127.0.0.1:4711.example.org/one', sandbox)).toThrow()
})
