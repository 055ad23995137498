import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ApiClient } from '../../api/testing/ApiClient.ts'
import { withServer } from '../../api/testing/withServer.ts'
import { liveBenches, type Person, type SignedIn } from './testing/liveBenches.ts'

const own = withServer()
const { signedIn, person } = liveBenches(() => own.server)

interface Act {
  what: 'create' | 'assign' | 'release' | 'rename' | 'cancel' | 'complete' | 'reopen' | 'delete' | 'site' | 'drop'
  ticket: number
  who: number
}

const acts = fc.record({
  what: fc.constantFrom<Act['what']>(
    ...(['create', 'create', 'assign', 'assign', 'assign', 'release', 'release', 'rename', 'rename'] as const),
    ...(['cancel', 'complete', 'complete', 'reopen', 'delete', 'site', 'drop'] as const),
  ),
  ticket: fc.nat(40),
  who: fc.nat(2),
})

/** What is refused is refused: all that counts is that everyone ends up with what the server shows them. */
async function carryOut(
  act: Act,
  admin: ApiClient,
  tickets: string[],
  sites: string[],
  technicians: string[],
  all: SignedIn[],
) {
  const id = tickets[act.ticket % tickets.length] ?? ''
  const siteId = sites[act.ticket % sites.length] ?? ''
  const technicianId = technicians[act.who % technicians.length] ?? ''
  switch (act.what) {
    case 'create':
      return void tickets.push((await admin.newTicket(siteId)).id)
    case 'assign':
      return admin.post(`/tickets/${id}/assign`, { technicianId })
    case 'rename':
      return admin.patch(`/tickets/${id}`, { title: `Renamed ${act.who}`, siteId })
    case 'cancel':
      return admin.post(`/tickets/${id}/cancel`, { reason: 'Soaked' })
    case 'complete': {
      const { body } = await admin.get<{ assignments?: { id: string; state: string }[] }>(`/tickets/${id}`)
      const active = body.assignments?.find(({ state }) => state === 'assigned')
      return active && admin.post(`/assignments/${active.id}/check-out`, { disposition: 'completed' })
    }
    case 'delete':
      return admin.call('DELETE', `/tickets/${id}`)
    case 'site':
      return admin.patch(`/sites/${siteId}`, { notes: `Note ${act.ticket}` })
    case 'drop':
      return all[act.who]?.bench.proxy.drop()
    default:
      return admin.post(`/tickets/${id}/${act.what}`)
  }
}

test('S27 after hundreds of changes of view and dropped connections each replica is what the server shows its user', async () => {
  const { admin } = own.server
  const people: Person[] = [
    await person('dispatcher', 'dee'),
    await person('technician', 'tim'),
    await person('technician', 'tom'),
  ]
  const all = [await signedIn(people[0]?.signIn), await signedIn(people[1]?.signIn), await signedIn(people[2]?.signIn)]
  const readers = await Promise.all(people.map(({ signIn }) => ApiClient.signIn(own.server.http, signIn)))
  const technicians = readers.slice(1).map((reader) => reader.technicianId)
  // Many for few tickets: sites come into view and leave it with them, unchanged.
  const sites = await Promise.all(
    Array.from({ length: 30 }, async (_, index) => (await admin.newSite(`Site ${index}`)).id),
  )
  const tickets: string[] = [(await admin.newTicket(sites[0] ?? '')).id]

  for (const act of fc.sample(acts, { numRuns: 400, seed: 20_261_122 })) {
    await carryOut(act, admin, tickets, sites, technicians, all)
  }
  for (const [index, { window, bench }] of all.entries()) {
    await window.caller.call('wake', { reason: 'focus' })
    const shown = async () =>
      (await readers[index]?.sync())?.lines.map(({ type, id, version }) => `${type} ${id} ${version}`).toSorted()
    const held = () => [...window.rows.values()].map(({ type, id, version }) => `${type} ${id} ${version}`).toSorted()
    // Receipts of what has come raise versions for a while: at rest both agree.
    const differing = async () => {
      const [server, here] = [new Set(await shown()), new Set(held())]
      return [...server.symmetricDifference(here)]
    }
    await expect.poll(differing, { timeout: 15_000 }).toEqual([])
    const complaints = bench.log.lines.filter(({ level, message }) => level === 'error' || message.includes('doubt'))
    expect(complaints, 'and none of them had to be put right by doubts').toEqual([])
  }
  expect(tickets.length).toBeGreaterThan(30)
}, 90_000)
