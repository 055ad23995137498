import { type Assignment } from '../../../api/contract/assignment.ts'
import { type Action, type HistoryItem } from '../../../api/contract/change.ts'
import { plainLine } from '../../../api/contract/plainLine.ts'
import { dispositions, type Ticket } from '../../../api/contract/ticket.ts'
import { priorityOf, statusOf } from '../tickets/stateOf.ts'
import { holdReasonWords, priorityWords, sentence, ticketStatusWords } from '../ui/words.ts'

/** A change in words: what somebody did, and the fields before and after where they say more. */
export interface ChangeWords {
  did: string
  fields: FieldChange[]
}

export interface FieldChange {
  label: string
  before: string
  after: string
  /** Long text: shown below each other, cut. */
  isLong: boolean
}

export interface ChangeNames {
  technician(id: string): string
  site(id: string): string
  time(at: string): string
}

const labels: Partial<Record<keyof Ticket, string>> = {
  title: 'Title',
  description: 'Description',
  siteId: 'Site',
  type: 'Type',
  priority: 'Priority',
  scheduledFor: 'Scheduled',
  plannedMinutes: 'Planned',
  responseDueAt: 'Response due',
  resolutionDueAt: 'Resolution due',
  sourceStatus: 'Source status',
}

const hangingWords: Partial<Record<HistoryItem['type'], string>> = {
  comment: 'a comment',
  time_entry: 'a time entry',
  attachment: 'a file',
  shipment: 'a shipment',
}

type Row = Partial<Ticket>

export function describeChange(item: HistoryItem, names: ChangeNames): ChangeWords {
  // Rows of /changes are what the contract says for their type; only what is shown is read from them.
  const after: Row = isObject(item.data) ? item.data : {}
  const before: Row = item.before ?? {}
  if (item.type !== 'ticket') {
    const what = hangingWords[item.type] ?? sentence(item.type).toLowerCase()
    return { did: item.action === 'delete' ? `deleted ${what}` : `changed ${what}`, fields: [] }
  }
  return { did: deed(item, before, after, names), fields: fieldChanges(item, before, after, names) }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function deed(item: HistoryItem, before: Row, after: Row, names: ChangeNames): string {
  switch (item.action) {
    case 'create':
      return 'created this ticket'
    case 'update':
      return 'changed'
    case 'delete':
      return 'deleted this ticket'
    case 'restored':
      return 'restored this ticket'
    case 'assigned':
      return `assigned ${listOf(difference(after.assigneeIds, before.assigneeIds), names)}`
    case 'released':
      return releaseDeed(item, difference(before.assigneeIds, after.assigneeIds), names)
    case 'claimed':
      return 'claimed it'
    case 'status':
      return statusDeed(after)
    case 'parts':
      return partsDeed(before, after)
    case 'taken_over':
      return takeOverDeed(before, after, names)
    case 'acknowledged':
      return 'acknowledged its alarm'
    case 'moved':
      return 'moved it'
    case 'gone':
      return 'took it out of sight'
    default:
      return stepDeed(item, before, after, names)
  }
}

function releaseDeed({ by }: HistoryItem, ids: string[], names: ChangeNames): string {
  const released = listOf(ids, names)
  return released === by?.name ? 'gave it back' : `released ${released}`
}

/** "gave it to Ana Silva in place of Tim Ruiz: she is closer" */
function takeOverDeed(before: Row, after: Row, names: ChangeNames): string {
  const came = difference(after.assigneeIds, before.assigneeIds)
  const stayed = after.assigneeIds ?? []
  const gone = difference(before.assigneeIds, after.assigneeIds)
  const reason = changedAssignment(before, after)?.reason
  const whom = listOf(came.length > 0 ? came : stayed, names)
  return `gave it to ${whom} in place of ${listOf(gone, names)}${reason === undefined ? '' : `: ${plainLine(reason)}`}`
}

/** The one line that is new or looks different: a ticket's parts change one at a time. */
function partsDeed(before: Row, after: Row): string {
  const known = new Map(before.parts?.map((each) => [each.id, each.state]))
  const line = after.parts?.find((each) => known.get(each.id) !== each.state)
  if (!line) return 'changed its parts'
  const what = `${line.quantity} × ${line.name}`
  if (line.state === 'used') return `used ${what}`
  return line.state === 'asked' ? `asked for ${what}` : `no longer wants ${what}`
}

type StepAction = Exclude<
  Action,
  | 'create'
  | 'update'
  | 'delete'
  | 'restored'
  | 'assigned'
  | 'released'
  | 'claimed'
  | 'status'
  | 'parts'
  | 'acknowledged'
  | 'taken_over'
  | 'moved'
  | 'gone'
>

/** Each step as the technician's own, and as one that somebody took for them. */
const stepWords: Record<StepAction, [own: string, forThem: (name: string) => string]> = {
  dispatched: ['was dispatched', (name) => `dispatched ${name}`],
  accepted: ['accepted', (name) => `accepted for ${name}`],
  declined: ['declined', (name) => `declined for ${name}`],
  en_route: ['is en route', (name) => `set ${name} en route`],
  checked_in: ['checked in on site', (name) => `checked ${name} in on site`],
  started: ['started work', (name) => `started ${name}’s work`],
  paused: ['paused', (name) => `paused ${name}’s work`],
  resumed: ['resumed work', (name) => `resumed ${name}’s work`],
  checked_out: ['checked out', (name) => `checked ${name} out`],
}

function stepDeed(item: HistoryItem & { action: Action }, before: Row, after: Row, names: ChangeNames): string {
  if (!isStep(item.action)) return sentence(item.action).toLowerCase()
  const moved = changedAssignment(before, after)
  const name = plainLine(moved ? names.technician(moved.technicianId) : 'a technician')
  const [own, forThem] = stepWords[item.action]
  const reason = moved?.reason ?? (item.action === 'checked_out' ? moved?.disposition : undefined)
  return `${name === item.by?.name ? own : forThem(name)}${reason === undefined ? '' : `: ${asTyped(reason)}`}`
}

/** The console's own codes in words, what somebody wrote as they wrote it. */
function asTyped(text: string): string {
  return dispositions.some((each) => each === text) ? sentence(text).toLowerCase() : plainLine(text)
}

function isStep(action: Action): action is StepAction {
  return Object.hasOwn(stepWords, action)
}

function statusDeed(after: Row): string {
  switch (after.status) {
    case 'on_hold':
      return `put it on hold: ${holdReasonWords[after.holdReason ?? 'other'].toLowerCase()}`
    case 'completed':
      return `completed it: ${asTyped(after.disposition ?? 'completed')}`
    case 'closed':
      return 'closed it'
    case 'cancelled':
      return `cancelled it${after.cancelReason === undefined ? '' : `: ${after.cancelReason}`}`
    case 'open':
      return 'opened it'
    default:
      return after.status === undefined
        ? 'changed its status'
        : `resumed it: ${ticketStatusWords[after.status].toLowerCase()}`
  }
}

function difference(ids: readonly string[] = [], without: readonly string[] = []): string[] {
  return ids.filter((id) => !without.includes(id))
}

function listOf(ids: readonly string[], names: ChangeNames): string {
  return ids.length === 0 ? 'someone' : ids.map((id) => names.technician(id)).join(' and ')
}

function changedAssignment(before: Row, after: Row): Assignment | undefined {
  return after.assignments?.find((each) => {
    const old = before.assignments?.find(({ id }) => id === each.id)
    return old !== undefined && old.state !== each.state
  })
}

function fieldChanges({ action, changed }: HistoryItem, before: Row, after: Row, names: ChangeNames): FieldChange[] {
  if (action === 'create') return []
  return changed.flatMap((field): FieldChange[] => {
    if (!isLabelled(field)) return []
    const texts = [valueWords(field, before, names), valueWords(field, after, names)] as const
    const isLong = field === 'description' || texts.some((text) => text.length > 60)
    return [{ label: labels[field] ?? field, before: texts[0], after: texts[1], isLong }]
  })
}

function isLabelled(field: string): field is keyof Ticket {
  return Object.hasOwn(labels, field)
}

function valueWords(field: keyof Ticket, row: Row, names: ChangeNames): string {
  const value = row[field]
  if (value === undefined || value === null || value === '') return 'none'
  switch (field) {
    case 'siteId':
      return names.site(String(row.siteId))
    case 'priority': {
      const priority = priorityOf(String(row.priority))
      return `${priority} ${priorityWords[priority]}`
    }
    case 'status':
      return ticketStatusWords[statusOf(String(row.status))]
    case 'scheduledFor':
    case 'responseDueAt':
    case 'resolutionDueAt':
      return names.time(String(row[field]))
    case 'plannedMinutes':
      return minutesWords(Number(row.plannedMinutes))
    default:
      return typeof value === 'object' ? '' : String(value)
  }
}

/** "45 min", "2 h", "1 h 30 min" */
export function minutesWords(minutes: number): string {
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  return [hours > 0 ? `${hours} h` : '', rest > 0 || hours === 0 ? `${rest} min` : ''].filter(Boolean).join(' ')
}
