import { expect, test } from 'vitest'
import { type CommandState, type Status } from '../../link/messages.ts'
import { diagnosticReport } from './diagnosticReport.ts'
import { ScreenLatency } from './ScreenLatency.ts'

const status: Status = {
  phase: 'reconnecting',
  user: { id: 'SECRET-id', email: 'SECRET@test.local', name: 'SECRET Dana', role: 'dispatcher' },
  asOf: '2026-11-22T12:00:00.000Z',
  nextTryAt: 5,
  polling: true,
  latency: 7,
  clockOffset: -3,
  waiting: 1,
  problem: 'SECRET-host.example does not answer.',
  outdated: false,
  home: 'shared',
  durable: true,
}
const refused: CommandState = {
  id: 'SECRET-command',
  command: { name: 'ticket.hold', target: 'SECRET-ticket', input: { reason: 'parts' } },
  windowId: 'SECRET-window',
  sentAt: '2026-11-22T11:59:00.000Z',
  state: 'refused',
  refusal: { code: 'conflict', message: 'SECRET Tim changed it.', details: { current: 'SECRET' } },
}
const environment = {
  userAgent: 'Test/1',
  language: 'en',
  zone: 'Europe/Berlin',
  window: '1280 x 800 at 1',
  online: true,
  view: '/ticket',
}

test('a report says how it stands, and nothing that is anybody’s business', () => {
  const latency = new ScreenLatency()
  latency.add([90, 60], 100)
  const at = Date.parse('2026-11-22T12:01:00Z')
  const rest = { consoleVersion: '1.2.3', host: 'browser', figures: undefined, environment } as const
  const text = diagnosticReport({ at, status, latency, commands: [refused], ...rest })
  expect(JSON.parse(text)).toMatchObject({
    at: '2026-11-22T12:01:00.000Z',
    console: { version: '1.2.3', userAgent: 'Test/1' },
    role: 'dispatcher',
    connection: { phase: 'reconnecting', polling: true },
    latency: { count: 2, p50: 10, p95: 40 },
    commands: [{ name: 'ticket.hold', state: 'refused', refusal: 'conflict' }],
  })
  expect(text).not.toContain('SECRET')
})
