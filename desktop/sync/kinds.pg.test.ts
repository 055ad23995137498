import { expect, test } from 'vitest'
import { type Comment } from '../../api/contract/comment.ts'
import { type Ticket } from '../../api/contract/ticket.ts'
import { type TimeEntry } from '../../api/contract/timeEntry.ts'
import { withServer } from '../../api/testing/withServer.ts'
import { type Command } from '../link/messages.ts'
import { liveBenches, type SignedIn } from './testing/liveBenches.ts'

const own = withServer()
const { signedIn, person } = liveBenches(() => own.server)

async function send({ window }: SignedIn, command: Command): Promise<string> {
  const { id } = await window.caller.call('send', { command })
  const state = await window.outcome(id)
  if (state.state !== 'confirmed') throw new Error(`${command.name}: ${JSON.stringify(state.refusal)}`)
  return id
}

const bytesOf = (text: string): ArrayBuffer => new Uint8Array(new TextEncoder().encode(text)).buffer

test('S45 what hangs on a ticket is on the screen of another who sees it, with the counts', async () => {
  const { admin } = own.server
  const ticket = await admin.newTicket((await admin.newSite()).id)
  const one = await signedIn()
  const other = await signedIn((await person('dispatcher', 'dora')).signIn)
  const parent = ticket.id
  await send(one, { name: 'comment.create', parent, input: { body: 'Key at the gate' } })
  const startedAt = '2026-01-05T10:00:00Z'
  await send(one, { name: 'time-entry.create', parent, input: { startedAt, endedAt: '2026-01-05T11:00:00Z' } })
  await send(one, { name: 'shipment.create', input: { ticketId: parent, description: 'Pump' } })
  const file = await one.window.caller.call('upload', {
    ticketId: parent,
    key: crypto.randomUUID(),
    name: 'readings.txt',
    bytes: bytesOf('12 bar'),
  })
  const { window } = other
  await window.until('all of it is there', () => {
    const counts = window.ticket(parent)?.counts
    return counts?.comments === 1 && counts.timeEntries === 1 && counts.attachments === 1
  })
  await window.until('the shipment too', () => window.all('shipment').some((each) => each.ticketId === parent))
  expect(window.all('comment').filter((each) => each.ticketId === parent)).toMatchObject([{ body: 'Key at the gate' }])
  expect(window.all('time_entry').filter((each) => each.ticketId === parent)).toHaveLength(1)
  const { bytes, contentType } = await window.caller.call('download', { url: file.url })
  expect([new TextDecoder().decode(bytes), contentType]).toEqual(['12 bar', 'text/plain'])
})

test('an upload tried again under its key is attached once; a lying name is refused and leaves nothing', async () => {
  const { admin } = own.server
  const ticket = await admin.newTicket((await admin.newSite()).id)
  const { window } = await signedIn()
  const upload = { ticketId: ticket.id, key: crypto.randomUUID(), name: 'a.txt', bytes: bytesOf('one') }
  const first = await window.caller.call('upload', upload)
  const again = await window.caller.call('upload', upload)
  expect(again.id).toBe(first.id)
  const lie = { ...upload, key: crypto.randomUUID(), name: 'a.png' }
  await expect(window.caller.call('upload', lie)).rejects.toMatchObject({ code: 'unsupported_type' })
  const { body } = await admin.get<Ticket>(`/tickets/${ticket.id}`)
  expect(body.counts.attachments).toBe(1)
})

test('an overlap is refused with the other entry, and the row that was shown goes', async () => {
  const { admin } = own.server
  const ticket = await admin.newTicket((await admin.newSite()).id)
  const one = await signedIn((await person('dispatcher', 'olga')).signIn)
  const parent = ticket.id
  const span = { startedAt: '2026-01-06T10:00:00Z', endedAt: '2026-01-06T11:00:00Z' }
  await send(one, { name: 'time-entry.create', parent, input: span })
  const { id } = await one.window.caller.call('send', {
    command: { name: 'time-entry.create', parent, input: { ...span, note: 'Twice' } },
  })
  const state = await one.window.outcome(id)
  expect(state).toMatchObject({
    state: 'refused',
    refusal: { code: 'conflict', details: { current: { startedAt: '2026-01-06T10:00:00.000Z' } } },
    command: { input: { note: 'Twice' } },
  })
  const entries = (): TimeEntry[] => one.window.all('time_entry').filter((each) => each.ticketId === parent)
  await one.window.until('only the first is left', () => entries().length === 1)
})

test('a technician who loses a ticket loses what hangs on it', async () => {
  const { admin } = own.server
  const ticket = await admin.newTicket((await admin.newSite()).id)
  const tim = await person('technician', 'tim')
  const bench = await signedIn(tim.signIn)
  const { window } = bench
  await send(bench, { name: 'ticket.claim', target: ticket.id, input: {} })
  const comments = (): Comment[] => window.all('comment').filter((each) => each.ticketId === ticket.id)
  await admin.post(`/tickets/${ticket.id}/comments`, { body: 'Bring a ladder' })
  await window.until('the comment is there', () => comments().length === 1)
  const other = await admin.newUser('technician', 'Ann Low')
  await admin.command(ticket.id, 'assign', { technicianId: other.technicianId })
  const [mine] = window.ticket(ticket.id)?.assigneeIds ?? []
  await admin.command(ticket.id, 'release', { technicianId: mine })
  await window.until('both have left', () => window.ticket(ticket.id) === undefined && comments().length === 0)
})

test('history on demand: the comments of one ticket, as a list', async () => {
  const { admin } = own.server
  const ticket = await admin.newTicket((await admin.newSite()).id)
  for (const body of ['One', 'Two', 'Three']) await admin.post(`/tickets/${ticket.id}/comments`, { body })
  const { window } = await signedIn()
  const list = (params: Record<string, string>) =>
    window.caller.call('list', { collection: 'comments', parent: ticket.id, params })
  const first = await list({ limit: '2' })
  expect(first.items).toHaveLength(2)
  const rest = await list({ limit: '2', cursor: first.nextCursor ?? '' })
  expect([...first.items, ...rest.items].map((each) => (each as Comment).body).toSorted()).toEqual([
    'One',
    'Three',
    'Two',
  ])
})
