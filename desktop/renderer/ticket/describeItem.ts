import { plainLine } from '../../../api/contract/plainLine.ts'
import { type TimeEntry } from '../../../api/contract/timeEntry.ts'
import { stretch } from '../ui/zonedTime.ts'
import { describeChange, type ChangeNames, type ChangeWords } from './describeChange.ts'
import { sizeWords } from './fileWords.ts'
import { shipmentTitle } from '../shipments/itemLines.ts'
import { shipmentExceptionWords, shipmentStatusWords } from '../ui/stockWords.ts'
import { type TimelineItem } from './timelineItems.ts'
import { spanWords, spent } from './timeWords.ts'

/** Who or what, and what became of it. */
export interface ItemWords extends ChangeWords {
  who: string
}

interface Reading {
  now: number
  zone: string
}

/** A line of the timeline in words; a comment speaks for itself. */
export function describeItem(
  item: Exclude<TimelineItem, { kind: 'comment' }>,
  names: ChangeNames,
  reading: Reading,
): ItemWords {
  if (item.kind === 'change') {
    const { did, fields } = describeChange(item.item, names)
    const what = did === 'changed' ? fields.map(({ label }) => label.toLowerCase()).join(', ') : ''
    return { who: item.item.by?.name ?? 'Someone', did: what === '' ? did : `${did} ${what}`, fields }
  }
  if (item.kind === 'time') {
    return { who: item.row.data.name || 'A technician', did: timeWords(item.row.data, reading), fields: [] }
  }
  if (item.kind === 'file') {
    const { author, name, size } = item.row.data
    return { who: author.name, did: `attached ${plainLine(name)}, ${sizeWords(size)}`, fields: [] }
  }
  const { data } = item.row
  const reason =
    item.status === 'exception' && data.exception ? `: ${shipmentExceptionWords[data.exception].toLowerCase()}` : ''
  return { who: shipmentTitle(data), did: `${shipmentStatusWords[item.status].toLowerCase()}${reason}`, fields: [] }
}

function timeWords(entry: TimeEntry, { now, zone }: Reading): string {
  const note = entry.note ? `: ${entry.note}` : ''
  const span = spanWords(entry, now, zone)
  if (entry.origin === 'manual') return `entered ${stretch(spent(entry, now))}, ${span}${note}`
  if (entry.endedAt === undefined) return `is at work since ${span.replace(', running', '')}${note}`
  return `was at work ${span}${note}`
}
