import { expect, test } from 'vitest'
import { type Envelope } from '../contract/change.ts'
import { MqttListener } from '../testing/MqttListener.ts'
import { withServer } from '../testing/withServer.ts'
import { fixtureFile } from './testing/fixture.ts'
import { ended, startScript, summaryOf } from './testing/startScript.ts'

const context = withServer()

test('what an import brings beside a server appears live, by an author without an id; what is closed is not kept', async () => {
  const { server, database } = context
  const { accessToken } = server.admin.session
  const listener = await MqttListener.connect(server.mqtt, accessToken, ['feed/staff', 'tickets/+'])
  const changes = (): Envelope[] => listener.feed('feed/staff').flatMap((message) => message.changes)

  const env = { DATABASE_URL: database.url }
  const result = await ended(startScript('importMain.ts', [fixtureFile, '--format', 'nyc-311'], { env }))
  expect(summaryOf(result)).toMatchObject({ created: 18, sitesCreated: 16 })
  const seen = await listener.until(() => (changes().length >= 34 ? changes() : undefined))
  expect(seen.every((change) => change.action === 'create')).toBe(true)
  expect(new Set(seen.map((change) => JSON.stringify(change.by)))).toEqual(new Set(['{"id":null,"name":"Import"}']))

  // Closed long ago: a message for whoever listens, and nothing kept for whoever comes later.
  await listener.until((received) => received.filter((each) => each.text === '').length === 7)
  const later = await MqttListener.connect(server.mqtt, accessToken, ['tickets/+'])
  await later.until((received) => received.length >= 11)
  await later.client.unsubscribeAsync('tickets/+')
  expect(later.envelopes('tickets/').map((change) => (change.data as { status: string }).status)).toEqual(
    Array.from({ length: 11 }, () => 'open'),
  )
  const { lines } = await server.admin.sync()
  expect(lines.filter((line) => line.type === 'ticket')).toHaveLength(11)
  await listener.end()
  await later.end()
})
