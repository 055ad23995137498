import { type Status } from '../../link/messages.ts'
import { age } from '../ui/zonedTime.ts'

/** The truth light: one of three colours, and what it says. */
export interface ConnectionWords {
  light: 'live' | 'reconnecting' | 'offline'
  text: string
  /** More, for whoever asks. */
  detail: string
  /** Someone may want to try now. */
  canTry: boolean
}

/** Within the error of two clocks it may come out as nothing. */
function latencyWords(ms: number): string {
  if (ms < 1) return '<1 ms'
  return ms < 10_000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 1000)} s`
}

export interface Moment {
  /** Server time. */
  now: number
  /** This machine's time: tries are timed by it. */
  localNow: number
}

/** @param lost why the sync client itself cannot be spoken to */
export function connectionWords(status: Status, lost: string | undefined, { now, localNow }: Moment): ConnectionWords {
  if (lost !== undefined) return { light: 'offline', text: 'No sync', detail: lost, canTry: false }
  const asOf = status.asOf === undefined ? undefined : Date.parse(status.asOf)
  const old =
    asOf === undefined ? 'nothing is kept here yet' : `as of ${age(Math.max(0, now - asOf)).replace('now', 'just now')}`
  const ago = asOf !== undefined && now - asOf >= 60_000 ? `${old} ago` : old
  const { phase, latency, polling, problem = '', nextTryAt } = status
  switch (phase) {
    case 'live':
      return {
        light: 'live',
        text: latency === undefined ? 'Live' : `Live ${latencyWords(latency)}`,
        detail:
          latency === undefined ? 'Changes arrive as they happen.' : 'From commit to this screen, of the last change.',
        canTry: false,
      }
    case 'starting':
      return { light: 'reconnecting', text: 'Connecting', detail: problem, canTry: false }
    case 'catching_up':
      return { light: 'reconnecting', text: 'Catching up', detail: `Fetching what changed; ${ago}.`, canTry: false }
    case 'signed_out':
      return { light: 'offline', text: 'Signed out', detail: problem, canTry: false }
    case 'reconnecting':
    case 'offline': {
      const wait = nextTryAt === undefined ? 0 : Math.max(0, Math.ceil((nextTryAt - localNow) / 1000))
      const next = wait > 0 ? `next try in ${wait} s` : 'trying now'
      if (polling) return { light: 'reconnecting', text: `Polling every 30 s, ${ago}`, detail: problem, canTry: true }
      if (phase === 'offline')
        return { light: 'offline', text: `Offline, ${ago}, ${next}`, detail: problem, canTry: true }
      return { light: 'reconnecting', text: `Reconnecting, ${next}`, detail: `${problem} ${ago}.`.trim(), canTry: true }
    }
  }
}
