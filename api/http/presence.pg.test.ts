import { beforeAll, expect, test } from 'vitest'
import { type PresenceMessage } from '../contract/presence.ts'
import { type Ticket } from '../contract/ticket.ts'
import { type ApiClient } from '../testing/ApiClient.ts'
import { MqttListener, type Received } from '../testing/MqttListener.ts'
import { withServer } from '../testing/withServer.ts'

const own = withServer()
let dana: ApiClient
let luis: ApiClient
let tim: ApiClient
let ann: ApiClient
let ticket: Ticket

beforeAll(async () => {
  const { admin } = own.server
  dana = await admin.newUser('dispatcher', 'Dana Kowalski')
  luis = await admin.newUser('dispatcher', 'Luis Ortega')
  tim = await admin.newUser('technician', 'Tim Ruiz')
  ann = await admin.newUser('technician', 'Ann Lee')
  const site = await admin.newSite()
  ticket = await dana.newTicket(site.id)
  await dana.command(ticket.id, 'assign', { technicianId: tim.technicianId })
})

const report = async (who: ApiClient, clientId: string, tickets: { id: string; mode: string }[]): Promise<number> =>
  (await who.call('PUT', '/presence', { clientId, tickets })).status

const watch = (who: ApiClient): Promise<MqttListener> =>
  MqttListener.connect(own.server.mqtt, who.session.accessToken, [`tickets/${ticket.id}/presence`])

/** "Dana Kowalski editing, Luis Ortega viewing": the last that came; undefined where nothing has. */
function peopleIn(received: readonly Received[]): string | undefined {
  const last = received.at(-1)
  if (!last) return undefined
  if (last.text === '') return ''
  const { people } = JSON.parse(last.text) as PresenceMessage
  return people.map(({ name, mode }) => `${name} ${mode}`).join(', ')
}

test('who has a ticket open is known to all who see it, each person once, and is gone when they close it', async () => {
  const watcher = await watch(tim)
  expect(await report(dana, 'one', [{ id: ticket.id, mode: 'viewing' }])).toBe(204)
  await watcher.until((received) => peopleIn(received) === 'Dana Kowalski viewing')
  await report(dana, 'two', [{ id: ticket.id, mode: 'editing' }])
  await report(luis, 'one', [{ id: ticket.id, mode: 'viewing' }])
  await watcher.until((received) => peopleIn(received) === 'Dana Kowalski editing, Luis Ortega viewing')
  const late = await watch(luis)
  await late.until((received) => peopleIn(received) === 'Dana Kowalski editing, Luis Ortega viewing')
  await report(dana, 'two', [])
  await report(luis, 'one', [])
  await watcher.until((received) => peopleIn(received) === 'Dana Kowalski viewing')
  await report(dana, 'one', [])
  await watcher.until((received) => peopleIn(received) === '')
  await Promise.all([watcher.end(), late.end()])
})

test('a technician neither hears of nor appears at a ticket that they may not see', async () => {
  const [tims, anns] = [await watch(tim), await watch(ann)]
  expect(await report(ann, 'one', [{ id: ticket.id, mode: 'editing' }])).toBe(204)
  await report(dana, 'one', [{ id: ticket.id, mode: 'viewing' }])
  await tims.until((received) => peopleIn(received) === 'Dana Kowalski viewing')
  expect(anns.received).toEqual([])
  await report(dana, 'one', [])
  await Promise.all([tims.end(), anns.end()])
})

test('a report that makes no sense is refused', async () => {
  expect(await report(dana, 'a b', [])).toBe(400)
  expect(await report(dana, 'one', [{ id: ticket.id, mode: 'sleeping' }])).toBe(400)
})
