import pg from 'pg'
import { Compile } from 'typebox/compile'
import { beforeAll, describe, expect, test } from 'vitest'
import { Envelope, FeedMessage } from '../contract/change.ts'
import { type Site } from '../contract/site.ts'
import { Ticket } from '../contract/ticket.ts'
import { type ApiClient } from '../testing/ApiClient.ts'
import { MqttListener } from '../testing/MqttListener.ts'
import { withServer } from '../testing/withServer.ts'

const own = withServer()
let dispatcher: ApiClient
let tim: ApiClient
let site: Site
beforeAll(async () => {
  dispatcher = await own.server.admin.newUser('dispatcher', 'Dora')
  tim = await own.server.admin.newUser('technician', 'Tim')
  site = await own.server.admin.newSite()
})

const listen = (topics: string[], client = dispatcher) =>
  MqttListener.connect(own.server.mqtt, client.session.accessToken, topics)

const isEnvelope = Compile(Envelope)
const isFeedMessage = Compile(FeedMessage)
const isTicket = Compile(Ticket)

describe('R1: committed changes go out in an order that loses none', () => {
  test('a slow transaction that began first is sent when it commits, after those that overtook it', async () => {
    const slow = new pg.Client({ connectionString: own.database.url, options: '-c role=signalbox_service' })
    await slow.connect()
    const listener = await listen(['sites/#', 'system/head'])
    await slow.query('begin')
    await slow.query(
      `insert into sites (id, name, address, time_zone, created_at, updated_at)
       values ('019a0000-0000-7000-8000-000000000aaa', 'Slow', 'x', 'UTC', now(), now())`,
    )
    await slow.query(
      `insert into changes (type, entity_id, version, action, at, by_name, changed, data)
       values ('site', '019a0000-0000-7000-8000-000000000aaa', 1, 'create', now(), 'Test', '{}', '{"id":"019a0000-0000-7000-8000-000000000aaa","version":1}')`,
    )
    const quick = await dispatcher.newSite('Quick')
    await listener.until((received) => received.some(({ topic }) => topic === `sites/${quick.id}`))
    await slow.query('commit')
    await slow.end()
    await listener.until((received) => received.some(({ text }) => text.includes('000000000aaa')))
    const [first, second] = listener.envelopes('sites/').slice(-2)
    expect(first?.id).toBe(quick.id)
    expect(second?.seq).toBe((first?.seq ?? 0) + 1)
    await listener.end()
  })

  test('of many writers at once every change arrives once, on one topic, in the order of its row’s versions', async () => {
    const tickets = await Promise.all(Array.from({ length: 10 }, () => dispatcher.newTicket(site.id)))
    const before = await dispatcher.sync()
    const listener = await listen(['tickets/+', 'tech/+', 'tech/+/assignments', 'feed/staff', 'system/head'])
    await listener.untilHead(before.head)
    const retained = listener.received.length
    await Promise.all(
      Array.from({ length: 200 }, (_, index) => {
        const ticket = tickets[index % tickets.length]
        return dispatcher.patch(`/tickets/${ticket?.id}`, { title: `Title ${index}` })
      }),
    )
    const { head } = await dispatcher.sync(before.head)
    await listener.untilHead(head)

    const live = listener.received.slice(retained)
    const sent = live
      .filter(({ topic }) => topic.startsWith('tickets/'))
      .map(({ text }) => JSON.parse(text) as Envelope)
    // The watch over technicians' reach may have a change of its own in between.
    const inOrder = sent.map((each) => each.seq).toSorted((a, b) => a - b)
    expect(sent.map((each) => each.seq)).toEqual(inOrder)
    expect(new Set(inOrder).size).toBe(200)
    for (const ticket of tickets) {
      const versions = sent.filter((each) => each.id === ticket.id).map((each) => each.version)
      expect(versions).toEqual(Array.from({ length: 20 }, (_, index) => index + 2))
    }
    const feed = live.filter(({ topic }) => topic === 'feed/staff').map(({ text }) => JSON.parse(text) as FeedMessage)
    const changes = feed.flatMap((message) => message.changes)
    expect(changes.filter(({ type }) => type === 'ticket')).toEqual(sent)
    await listener.end()
  })

  test('system/head is a watermark: nothing up to its number comes after it', async () => {
    const listener = await listen(['tickets/#', 'tech/#', 'sites/#', 'feed/staff', 'system/head'])
    const ticket = await dispatcher.newTicket(site.id)
    for (let round = 0; round < 30; round++)
      await dispatcher.patch(`/tickets/${ticket.id}`, { title: `Round ${round}` })
    const { head } = await dispatcher.sync(0)
    await listener.untilHead(head)
    let watermark = 0
    for (const { topic, text, retain } of listener.received) {
      if (topic === 'system/head') watermark = Math.max(watermark, (JSON.parse(text) as { seq: number }).seq)
      else if (!retain && text !== '') {
        const message = JSON.parse(text) as { seq?: number; from?: number }
        expect(message.seq ?? message.from).toBeGreaterThan(watermark)
      }
    }
    await listener.end()
  })

  test('a feed names the message before it, and the numbers it covers', async () => {
    const listener = await listen(['feed/staff', 'system/head'])
    for (let round = 0; round < 5; round++) await dispatcher.newSite(`Site ${round}`)
    const { head } = await dispatcher.sync(0)
    await listener.untilHead(head)
    const messages = listener.feed('feed/staff')
    for (const [index, message] of messages.entries()) {
      expect(isFeedMessage.Check(message)).toBe(true)
      if (index > 0) expect(message.prev).toBe(messages[index - 1]?.to)
      for (const { seq } of message.changes) {
        expect(seq).toBeGreaterThanOrEqual(message.from)
        expect(seq).toBeLessThanOrEqual(message.to)
      }
    }
    await listener.end()
  })
})

describe('each change exactly as the contract’s envelope', () => {
  test('with who, when, what changed and the whole row after the commit', async () => {
    const listener = await listen(['tickets/+', 'system/head'])
    const ticket = await dispatcher.newTicket(site.id)
    const claimed = await tim.command(ticket.id, 'claim')
    const [created, taken] = await listener.until(() => {
      const envelopes = listener.envelopes(`tickets/${ticket.id}`)
      return envelopes.length >= 2 && envelopes
    })
    expect(isEnvelope.Check(taken)).toBe(true)
    expect(isTicket.Check(taken?.data)).toBe(true)
    expect(created).toMatchObject({
      action: 'create',
      version: 1,
      data: ticket,
      by: { id: dispatcher.userId, name: 'Dora' },
    })
    expect(taken).toMatchObject({
      v: 1,
      type: 'ticket',
      action: 'claimed',
      id: ticket.id,
      version: 2,
      by: { id: tim.userId, name: 'Tim' },
      changed: ['status', 'assignments', 'assigneeIds'],
      data: claimed,
    })
    await listener.end()
  })

  test('closing, cancelling and deleting send their change and then clear what was retained', async () => {
    for (const end of ['cancel', 'delete'] as const) {
      const ticket = await dispatcher.newTicket(site.id)
      const listener = await listen([`tickets/${ticket.id}`])
      await listener.until((received) => received.length === 1)
      if (end === 'cancel') await dispatcher.command(ticket.id, 'cancel', { reason: 'storm' })
      else await dispatcher.call('DELETE', `/tickets/${ticket.id}`)
      await listener.until((received) => received.length === 3)
      expect(
        listener.received.map(({ text }) => (text === '' ? 'clear' : (JSON.parse(text) as Envelope).action)),
      ).toEqual(['create', end === 'cancel' ? 'status' : 'delete', 'clear'])
      await listener.end()
      const late = await listen([`tickets/${ticket.id}`, 'system/head'])
      await late.until((received) => received.length > 0)
      expect(new Set(late.received.map(({ topic }) => topic))).toEqual(new Set(['system/head']))
      await late.end()
    }
  })

  test('tech/<id>/assignments holds the active ones with their tickets, [] when there are none, and follows the tickets', async () => {
    const bo = await own.server.admin.newUser('technician', 'Bo')
    const topic = `tech/${bo.technicianId}/assignments`
    const listener = await listen([topic])
    const ticket = await dispatcher.newTicket(site.id, { scheduledFor: '2026-11-22T10:00:00Z' })
    await dispatcher.command(ticket.id, 'assign', { technicianId: bo.technicianId })
    await dispatcher.patch(`/tickets/${ticket.id}`, { title: 'Renamed' })
    await dispatcher.patch(`/tickets/${ticket.id}`, { description: 'Not in the list, so not sent' })
    await dispatcher.command(ticket.id, 'release')
    await listener.until((received) => received.length === 3)
    const lists = listener.envelopes(topic).map(({ data }) => data as { ticket: object; state: string }[])
    expect(lists[0]).toMatchObject([
      {
        state: 'assigned',
        ticket: {
          id: ticket.id,
          number: ticket.number,
          title: 'No heat',
          priority: 'P2',
          siteId: site.id,
          status: 'assigned',
          scheduledFor: '2026-11-22T10:00:00.000Z',
        },
      },
    ])
    expect(lists[1]).toMatchObject([{ ticket: { title: 'Renamed' } }])
    expect(lists[2]).toEqual([])
    await listener.end()
  })
})

describe('who may have which topic', () => {
  test('a technician is refused others’ topics and wildcards, and stays connected', async () => {
    const listener = await listen([], tim)
    const ana = await own.server.admin.newUser('technician', 'Ana')
    const wanted = {
      'system/head': true,
      'feed/pool': true,
      [`feed/tech/${tim.technicianId}`]: true,
      [`tech/${tim.technicianId}`]: true,
      [`tech/${tim.technicianId}/assignments`]: true,
      [`tickets/${site.id}`]: true,
      [`tickets/${site.id}/comments`]: true,
      'feed/staff': false,
      [`feed/tech/${ana.technicianId}`]: false,
      [`tech/${ana.technicianId}`]: false,
      'tickets/+': false,
      'tickets/#': false,
      'tech/+': false,
      [`users/${tim.userId}`]: false,
      [`sites/${site.id}`]: false,
      '#': false,
      '$SYS/#': false,
      '+/+': false,
    }
    for (const [topic, allowed] of Object.entries(wanted)) {
      const granted = await listener.client.subscribeAsync(topic, { qos: 1 }).then(
        ([grant]) => grant?.qos !== 128,
        () => false,
      )
      expect(granted, topic).toBe(allowed)
    }
    expect(listener.closed).toBe(false)
    await listener.end()
  })

  test('staff have everything but a bare # and $SYS', async () => {
    const listener = await listen([])
    for (const [topic, allowed] of [
      ['tickets/#', true],
      ['+/+', true],
      ['#', false],
      ['$SYS/#', false],
      ['nonsense/+', false],
    ] as const) {
      const granted = await listener.client.subscribeAsync(topic, { qos: 1 }).then(
        ([grant]) => grant?.qos !== 128,
        () => false,
      )
      expect(granted, topic).toBe(allowed)
    }
    await listener.end()
  })
})
