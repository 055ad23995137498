import { type Action, type EntityType } from './change.ts'
import { topics } from './topics.ts'

/** What is announced of each kind: on which topic, whether it is kept there, and with which actions. */
export interface EventKind {
  type: EntityType
  topic: string
  retained: string
  actions: Partial<Record<Action, string>>
}

const row = { create: 'it was made', update: 'fields of it changed', delete: 'it was deleted' } as const

/** The table of docs/events.md. A test holds every command to it. */
export const events: readonly EventKind[] = [
  {
    type: 'ticket',
    topic: topics.ticket('<id>'),
    retained: 'until closed, cancelled or deleted',
    actions: {
      ...row,
      restored: 'an admin brought it back',
      status: 'it was opened, held, resumed, completed, closed, reopened or cancelled',
      assigned: 'a technician was assigned',
      released: 'one or all were released',
      claimed: 'a technician took it: assigned to themselves and accepted',
      dispatched: 'the technician was told',
      accepted: 'the technician will come',
      declined: 'the technician will not, with a reason',
      en_route: 'the technician is on the way',
      checked_in: 'the technician is on site',
      started: 'work has begun',
      paused: 'work pauses',
      resumed: 'work goes on',
      checked_out: 'the technician is done',
      parts: 'a part was asked for, used or dropped',
      taken_over: 'a technician was assigned in place of all who were, with a reason',
      acknowledged: 'somebody has taken note of a critical ticket: its alarm ends',
    },
  },
  {
    type: 'comment',
    topic: topics.comments('<ticket>'),
    retained: 'no',
    actions: { ...row, restored: 'its ticket was brought back or reopened' },
  },
  {
    type: 'time_entry',
    topic: topics.timeEntries('<ticket>'),
    retained: 'no',
    actions: { ...row, restored: 'its ticket was brought back or reopened' },
  },
  {
    type: 'attachment',
    topic: topics.attachments('<ticket>'),
    retained: 'no',
    actions: { ...row, restored: 'its ticket was brought back or reopened' },
  },
  {
    type: 'shipment',
    topic: topics.shipment('<id>'),
    retained: 'until received, returned, cancelled or deleted',
    actions: { ...row, status: 'it has come to another state' },
  },
  { type: 'site', topic: topics.site('<id>'), retained: 'until deleted', actions: row },
  { type: 'user', topic: topics.user('<id>'), retained: 'until deleted', actions: row },
  { type: 'technician', topic: topics.technician('<id>'), retained: 'until deleted', actions: row },
  {
    type: 'inventory',
    topic: topics.inventory('<id>'),
    retained: 'until deleted',
    actions: { ...row, moved: 'all or some of it went to another place' },
  },
]
