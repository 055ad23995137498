import { entityTypes } from '../../../api/contract/change.ts'
import { type Home, type Status, type SyncFigures } from '../../link/messages.ts'
import { duration } from '../ui/zonedTime.ts'
import { type Figure } from './FigureTile.vue'
import { type ScreenLatency } from './ScreenLatency.ts'

const unknown = '–'
const number = (value: number | undefined): string => value?.toLocaleString('en') ?? unknown

const rowWords = {
  ticket: 'Tickets',
  site: 'Sites',
  shipment: 'Shipments',
  user: 'Users',
  technician: 'Technicians',
  inventory: 'Inventory',
  comment: 'Comments',
  time_entry: 'Time entries',
  attachment: 'Attachments',
} as const

const homeWords: Record<Home, string> = {
  shared: 'one for all tabs',
  leader: 'in one tab, for all',
  tab: 'in this tab alone',
  process: 'a process of its own',
}

/** "38 ms", "1.2 s" */
export function milliseconds(ms: number | undefined): string {
  if (ms === undefined) return unknown
  if (ms < 1) return '<1 ms'
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${Number((ms / 1_000).toFixed(1))} s`
}

/** Whole per cent of what came as it happened; undefined while nothing came. */
export function pushedShare(figures: SyncFigures | undefined): number | undefined {
  if (!figures) return undefined
  const all = figures.pushed + figures.fetched + figures.missed
  return all === 0 ? undefined : Math.floor((100 * figures.pushed) / all)
}

export function transportFigures(figures: SyncFigures | undefined): Figure[] {
  const { pushed = 0, fetched = 0, missed = 0 } = figures ?? {}
  const all = Math.max(1, pushed + fetched + missed)
  return [
    { label: 'Pushed as they happened', text: number(figures?.pushed), share: pushed / all },
    {
      label: 'Fetched after a gap',
      text: number(figures?.fetched),
      share: fetched / all,
      hint: 'From /sync, after the connection was away or while it is polled every 30 s.',
    },
    {
      label: 'Found only by a check',
      text: number(figures?.missed),
      share: missed / all,
      hint: 'Every 5 minutes the server is asked whether the push connection brought everything.',
    },
  ]
}

export function latencyFigures(latency: ScreenLatency): Figure[] {
  const most = Math.max(1, ...latency.bars().map(({ count }) => count))
  return latency.bars().map(({ from, to, count }) => ({
    label: to === undefined ? `${milliseconds(from)} and more` : `Under ${milliseconds(to)}`,
    text: number(count),
    share: count / most,
  }))
}

export function connectionFigures(status: Status, figures: SyncFigures | undefined, now: number): Figure[] {
  const begun = figures === undefined ? undefined : now - status.clockOffset - Date.parse(figures.begunAt)
  return [
    { label: 'Sync client', text: homeWords[status.home] },
    { label: 'Running for', text: begun === undefined ? unknown : duration(begun) },
    { label: 'Push connections made', text: number(figures?.connections) },
    { label: 'Doubts, each cleared by asking', text: number(figures?.doubts) },
    {
      label: 'Whole working set fetched',
      text: figures === undefined ? unknown : figures.wholeSets === 1 ? 'once' : `${number(figures.wholeSets)} times`,
    },
    { label: 'This clock against the server’s', text: clockText(status.clockOffset) },
    { label: 'Kept on this device', text: status.durable ? 'yes' : 'no: ends with the last tab' },
  ]
}

function clockText(offset: number): string {
  if (Math.abs(offset) < 500) return 'the same'
  return `${milliseconds(Math.abs(offset))} ${offset > 0 ? 'behind' : 'ahead'}`
}

export function rowFigures(figures: SyncFigures | undefined): Figure[] {
  return entityTypes.map((type) => ({ label: rowWords[type], text: number(figures?.rows[type]) }))
}

export function versionFigures(console: string, figures: SyncFigures | undefined, outdated: boolean): Figure[] {
  return [
    { label: 'Console', text: outdated ? `${console}, a newer one is there` : console },
    { label: 'Server', text: figures?.serverVersion ?? unknown },
    { label: 'Contract', text: number(figures?.contractVersion) },
    { label: 'Link', text: number(figures?.linkVersion) },
    { label: 'Last change held', text: figures?.head === undefined ? unknown : String(figures.head) },
  ]
}
