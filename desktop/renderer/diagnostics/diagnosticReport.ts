import { type CommandState, type Status, type SyncFigures } from '../../link/messages.ts'
import { type ScreenLatency } from './ScreenLatency.ts'

export interface ReportSource {
  at: number
  consoleVersion: string
  host: 'browser' | 'desktop'
  status: Status
  figures: SyncFigures | undefined
  latency: ScreenLatency
  commands: Iterable<CommandState>
  environment: Environment
}

export interface Environment {
  userAgent: string
  language: string
  zone: string
  window: string
  online: boolean
  /** The view's kind, without what it shows: "/ticket". */
  view: string
}

/**
 * What whoever looks into a fault needs, and nothing that is anybody's business: no names, addresses, texts, ids, tokens or
 * server address. Everything in it is named here; nothing is copied whole.
 */
export function diagnosticReport({ at, status, figures, latency, commands, ...rest }: ReportSource): string {
  const { phase, asOf, nextTryAt, polling, clockOffset, waiting, outdated, home, durable, user } = status
  const report = {
    at: new Date(at).toISOString(),
    console: { version: rest.consoleVersion, host: rest.host, ...rest.environment },
    role: user?.role,
    connection: { phase, asOf, nextTryAt, polling, clockOffset, outdated, home, durable },
    latency: {
      count: latency.count,
      last: latency.last,
      p50: latency.percentile(0.5),
      p95: latency.percentile(0.95),
      bars: latency.bars(),
    },
    syncClient: figures,
    waiting,
    commands: [...commands].map(({ command, state, sentAt, refusal }) => ({
      name: command.name,
      state,
      sentAt,
      refusal: refusal?.code,
    })),
  }
  return `${JSON.stringify(report, null, 2)}\n`
}
