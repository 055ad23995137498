import { expect, test } from 'vitest'
import { type Ticket } from '../contract/ticket.ts'
import { type ImportedTicket } from './ImportedTicket.ts'
import { differs, mergeTicket, type ChangesHere } from './mergeTicket.ts'

const ticket: Ticket = {
  id: '01980000-0000-7000-8000-000000000001',
  number: 1001,
  version: 1,
  title: 'Pothole',
  description: 'Deep',
  siteId: '01980000-0000-7000-8000-000000000002',
  type: 'Street Condition',
  priority: 'P3',
  status: 'open',
  source: 'nyc-311',
  sourceStatus: 'Open',
  externalRef: '1',
  parts: [],
  assignments: [],
  assigneeIds: [],
  counts: { comments: 0, timeEntries: 0, attachments: 0 },
  createdAt: '2024-04-16T07:00:00.000Z',
  updatedAt: '2024-04-16T07:00:00.000Z',
}

const source: ImportedTicket = {
  externalRef: '1',
  title: 'Pothole',
  description: 'Deep',
  type: 'Street Condition',
  priority: 'P3',
  sourceStatus: 'Open',
  createdAt: ticket.createdAt,
  closedAt: undefined,
  site: { name: 'Main Street', address: 'MAIN STREET', coordinates: undefined, timeZone: 'America/New_York' },
}

const closed: ImportedTicket = { ...source, sourceStatus: 'Closed', closedAt: '2024-04-16T09:00:00.000Z' }
const untouched: ChangesHere = { touched: false, fields: new Set() }
const touched = (...fields: string[]): ChangesHere => ({ touched: true, fields: new Set(fields) })

test('what the source says again is no difference', () => {
  expect(differs(ticket, source)).toBe(false)
  expect(mergeTicket(ticket, source, untouched)).toEqual(ticket)
})

test('I1: the word of the source is always its own', () => {
  expect(mergeTicket(ticket, closed, touched('title')).sourceStatus).toBe('Closed')
})

test('I2: a text follows the source until somebody here changes that text', () => {
  const renamed: ImportedTicket = { ...source, title: 'Two potholes', description: 'Deeper' }
  expect(differs(ticket, renamed)).toBe(true)
  expect(mergeTicket(ticket, renamed, touched('title', 'status'))).toMatchObject({
    title: 'Pothole',
    description: 'Deeper',
  })
})

test('I3: the status follows the source, there and back, while nobody here has touched the ticket', () => {
  const done = mergeTicket(ticket, closed, untouched)
  expect(done).toMatchObject({ status: 'closed', closedAt: closed.closedAt, completedAt: closed.closedAt })
  const again = mergeTicket(done, source, untouched)
  expect(again.status).toBe('open')
  expect(again.closedAt).toBeUndefined()
  expect(again.completedAt).toBeUndefined()
})

test('I3: once somebody here has touched the ticket their work decides', () => {
  const assigned: Ticket = { ...ticket, status: 'assigned' }
  expect(mergeTicket(assigned, closed, touched('status', 'assignments'))).toEqual({
    ...assigned,
    sourceStatus: 'Closed',
  })
})
