import { expect, test } from 'vitest'
import { testDatabase } from '../db/testing/testDatabase.ts'
import { startServer } from '../testing/startServer.ts'

/** /metrics is open to callers on this machine only: it shows whom the server takes a caller for. */
async function statusFor(trust: string | undefined, forwardedFor: string): Promise<number> {
  await using database = await testDatabase()
  await using server = await startServer({
    DATABASE_URL: database.url,
    SIGNALBOX_MQTT_PORT: 'off',
    ...(trust === undefined ? {} : { SIGNALBOX_TRUST_PROXY: trust }),
  })
  return (await fetch(`${server.http}/metrics`, { headers: { 'x-forwarded-for': forwardedFor } })).status
}

test('a proxy on this machine is believed, unless nobody is', async () => {
  expect(await statusFor(undefined, '203.0.113.7')).toBe(401)
  expect(await statusFor('off', '203.0.113.7')).toBe(200)
})

test('who is not named is not believed, and of several hops the first that is not trusted is the caller', async () => {
  expect(await statusFor('10.0.0.0/8', '203.0.113.7')).toBe(200)
  expect(await statusFor('loopback,10.0.0.0/8', '127.0.0.1, 203.0.113.7, 10.1.2.3')).toBe(401)
})
