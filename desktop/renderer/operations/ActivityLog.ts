import { type RowChange, type Rows } from '../../link/messages.ts'
import { type ChangedIds } from '../replica/mirror.ts'
import {
  hangingActivity,
  shipmentActivity,
  technicianActivity,
  ticketActivity,
  type Activity,
  type ActivityNames,
} from './activity.ts'

/** The kinds of rows that say something; people and places change too seldom, and time entries would say it twice. */
export const activityTypes = ['ticket', 'technician', 'shipment', 'comment', 'attachment'] as const
export type ActivityType = (typeof activityTypes)[number]

export interface LoggedActivity extends Activity {
  key: string
  /** When it was committed, ms. */
  at: number
}

export interface ActivitySource extends ActivityNames {
  rows: { [Type in ActivityType]: () => ReadonlyMap<string, RowChange<Type>> }
  /** Whether the first load of this kind is complete: what comes before is no news. */
  isLoaded(type: ActivityType): boolean
}

/** A wallboard's worth; the rest is in each ticket's own history. */
export const mostActivities = 50
/** A row first seen so long after it was made came into sight, or was fetched anew; it is no news either. */
const freshFor = 10 * 60_000

/**
 * The last of what happened, made from two states of each row: the replica has no events. What one's own waiting commands
 * show is left out until the server has confirmed it.
 */
export class ActivityLog {
  readonly #source: ActivitySource
  #known = nothingKnown()
  /** Loaded before the batch in hand. */
  readonly #ready = new Set<ActivityType>()
  #entries: readonly LoggedActivity[] = []

  constructor(source: ActivitySource) {
    this.#source = source
  }

  /** The newest first. */
  get entries(): readonly LoggedActivity[] {
    return this.#entries
  }

  /** Another user. */
  clear(): void {
    this.#known = nothingKnown()
    this.#ready.clear()
    this.#entries = []
  }

  /** @returns whether there is something new. */
  apply(changed: ChangedIds): boolean {
    const { rows } = this.#source
    const known = this.#known
    const found = [
      ...this.#look('ticket', changed.ticket, rows.ticket(), known.ticket, ticketActivity),
      ...this.#look('technician', changed.technician, rows.technician(), known.technician, technicianActivity),
      ...this.#look('shipment', changed.shipment, rows.shipment(), known.shipment, shipmentActivity),
      ...this.#look('comment', changed.comment, rows.comment(), known.comment, hangingActivity),
      ...this.#look('attachment', changed.attachment, rows.attachment(), known.attachment, hangingActivity),
    ]
    for (const type of activityTypes) if (this.#source.isLoaded(type)) this.#ready.add(type)
    if (found.length === 0) return false
    const newest = found.toSorted((a, b) => b.at - a.at)
    this.#entries = [...newest, ...this.#entries].slice(0, mostActivities)
    return true
  }

  #look<Type extends ActivityType>(
    type: Type,
    ids: ReadonlySet<string>,
    rows: ReadonlyMap<string, RowChange<Type>>,
    known: Map<string, RowChange<Type>>,
    describe: Describe<Type>,
  ): LoggedActivity[] {
    return [...ids].flatMap((id) => {
      const row = rows.get(id)
      const before = known.get(id)
      if (!row) known.delete(id)
      if (!row || row.version === 0 || row.pending.length > 0) return []
      known.set(id, row)
      const isNews = before ? before.version < row.version : this.#ready.has(type) && isFresh(row.data)
      const activity = isNews ? describe(before?.data, row.data, this.#source) : undefined
      return activity ? [{ ...activity, key: `${id}/${row.version}`, at: Date.parse(row.data.updatedAt) }] : []
    })
  }
}

type Describe<Type extends ActivityType> = (
  before: Rows[Type] | undefined,
  after: Rows[Type],
  names: ActivityNames,
) => Activity | undefined

type Known = { [Type in ActivityType]: Map<string, RowChange<Type>> }

function nothingKnown(): Known {
  return { ticket: new Map(), technician: new Map(), shipment: new Map(), comment: new Map(), attachment: new Map() }
}

function isFresh({ createdAt, updatedAt }: { createdAt: string; updatedAt: string }): boolean {
  return Date.parse(updatedAt) - Date.parse(createdAt) < freshFor
}
