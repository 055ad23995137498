import { kindWords, type NotificationKind } from '../../api/contract/notification.ts'
import { day, type Stretch } from './dayPlan.ts'
import { type Shown } from './inPage.ts'
import { type Call } from './readCalls.ts'

const minute = 60_000
const hour = 3_600_000
/** The first note of an alarm's tone, Hz. */
const alarmPitch = 988

/** What the server kept for the one who watched. */
export interface Kept {
  kind: NotificationKind
  priority: string | null
  made: number
  withdrawn: number
  toast: number
  sound: number
}

export interface Replayed {
  day: string
  speed: number
  calls: readonly Call[]
  kept: readonly Kept[]
  shown: Shown
  unread: number
  /** The day's time at a moment of the replay. */
  dayTime: (at: number) => number
}

type Column = (stretch: Stretch) => string

/** One table of what was shown and heard in each stretch of the day, one of what lies in the centre. */
export function report(replayed: Replayed): string {
  const { calls, speed, kept, unread, shown } = replayed
  const head = day.map(({ from, to, habit, isCutOff }) => `${clock(from)}-${clock(to)} ${isCutOff ? 'cut off' : habit}`)
  const lines = Object.entries(figures(replayed)).map(
    ([what, column]) => `| ${[what, ...day.map(column)].join(' | ')} |\n`,
  )
  const kinds = kept.map(
    ({ kind, priority, made, withdrawn, toast, sound }) =>
      `| ${kindWords(kind)} ${priority ?? ''} | ${made} | ${withdrawn} | ${toast} | ${sound} |\n`,
  )
  const all = (field: 'made' | 'withdrawn'): number => kept.reduce((sum, row) => sum + row[field], 0)
  const summaries = shown.toasts.filter(({ isNew, text }) => isNew && text.includes('while you were away')).length
  return [
    `${calls.length} calls of ${replayed.day} at ${speed} times their speed, the alarm ladder as fast. All times are the day's.\n\n`,
    `|  | ${head.join(' | ')} |\n| --- |${' ---: |'.repeat(head.length)}\n`,
    ...lines,
    `\nMost toasts at once: ${shown.most}. Summaries of an absence: ${summaries}. Entries in the centre: ${all('made')}, of`,
    ` which ${all('withdrawn')} were taken back since somebody had seen to them, and ${unread} are unread at the end.\n`,
    '\n| kind | entries | taken back | shown | heard |\n| --- | ---: | ---: | ---: | ---: |\n',
    ...kinds,
  ].join('')
}

function figures({ calls, shown, dayTime }: Replayed): Record<string, Column> {
  const timesIn = (events: readonly { at: number }[], { from, to }: Stretch): number[] =>
    events.map(({ at }) => dayTime(at)).filter((at) => at >= from && at < to)
  const perHour =
    (events: readonly { at: number }[]): Column =>
    (stretch) =>
      ((timesIn(events, stretch).length * hour) / (stretch.to - stretch.from)).toFixed(1)
  const callsIn = ({ from, to }: Stretch): Call[] => calls.filter(({ at }) => at >= from && at < to)
  const alarms = shown.sounds.filter(({ pitch }) => pitch === alarmPitch)
  return {
    calls: (stretch) => String(callsIn(stretch).length),
    'of them P1': (stretch) => String(callsIn(stretch).filter(({ priority }) => priority === 'P1').length),
    'toasts an hour': perHour(shown.toasts.filter(({ isNew }) => isNew)),
    'words of a toast that changed, an hour': perHour(shown.toasts.filter(({ isNew }) => !isNew)),
    'tones of news, an hour': perHour(shown.sounds.filter(({ pitch }) => pitch !== alarmPitch)),
    'tones of alarms, an hour': perHour(alarms),
    'most tones in one minute': (stretch) => String(mostInAMinute(timesIn(shown.sounds, stretch))),
    'longest silence, minutes': (stretch) => (longestGap(timesIn(shown.sounds, stretch), stretch) / minute).toFixed(1),
  }
}

function mostInAMinute(times: readonly number[]): number {
  return Math.max(0, ...times.map((at) => times.filter((each) => each >= at && each < at + minute).length))
}

function longestGap(times: readonly number[], { from, to }: Stretch): number {
  const marks = [from, ...times, to]
  return Math.max(...marks.slice(1).map((at, index) => at - (marks[index] ?? at)))
}

function clock(at: number): string {
  const minutes = Math.round(at / minute)
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}
