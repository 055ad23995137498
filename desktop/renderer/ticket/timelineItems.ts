import { type HistoryItem } from '../../../api/contract/change.ts'
import { shipmentStatuses, type Shipment, type ShipmentStatus } from '../../../api/contract/shipment.ts'
import { type RowChange } from '../../link/messages.ts'
import { type TicketRows } from './useTicketRows.ts'

/** What happened on a ticket: its own changes, and what hangs on it, by the time it happened. */
export type TimelineItem = { key: string; at: number } & (
  | { kind: 'change'; item: HistoryItem }
  | { kind: 'comment'; row: RowChange<'comment'> }
  | { kind: 'time'; row: RowChange<'time_entry'> }
  | { kind: 'file'; row: RowChange<'attachment'> }
  | { kind: 'shipment'; row: RowChange<'shipment'>; status: ShipmentStatus }
)
export type TimelineKind = TimelineItem['kind']

export const timelineKindWords: Record<TimelineKind, string> = {
  comment: 'Comments',
  change: 'Changes',
  time: 'Time',
  file: 'Files',
  shipment: 'Shipments',
}

/** The newest first. */
export function timelineItems(history: readonly HistoryItem[], rows: TicketRows): TimelineItem[] {
  const items: TimelineItem[] = [
    ...history.filter(isSaid).map((item) => ({ kind: 'change' as const, key: `c${item.seq}`, at: ms(item.at), item })),
    ...rows.comments.map((row) => ({ kind: 'comment' as const, key: row.id, at: ms(row.data.createdAt), row })),
    ...rows.attachments.map((row) => ({ kind: 'file' as const, key: row.id, at: ms(row.data.createdAt), row })),
    ...rows.timeEntries.map((row) => {
      // By hand it is entered afterwards: what happened then is the entry.
      const { origin, createdAt, startedAt } = row.data
      return { kind: 'time' as const, key: row.id, at: ms(origin === 'manual' ? createdAt : startedAt), row }
    }),
    ...rows.shipments.flatMap((row) =>
      reached(row.data).map(({ status, at }) => ({
        kind: 'shipment' as const,
        key: `${row.id}/${status}`,
        at: ms(at),
        row,
        status,
      })),
    ),
  ]
  return items.toSorted((a, b) => b.at - a.at || rank(b) - rank(a))
}

const ms = (at: string): number => Date.parse(at)

/** Of what happened in one moment the ticket's own change comes first. */
function rank(item: TimelineItem): number {
  return item.kind === 'change' ? item.item.seq : Number.MAX_SAFE_INTEGER
}

/**
 * What hangs on the ticket is shown from its own rows, which are live; only that something was deleted is known from the
 * log alone. Counts follow from the rest, and how far an assignment has come to its technician is on its card.
 */
function isSaid({ type, action, changed }: HistoryItem): boolean {
  if (type !== 'ticket') return action === 'delete'
  return action !== 'update' || changed.some((field) => field !== 'counts' && field !== 'assignments')
}

const timeOf: Record<Exclude<ShipmentStatus, 'draft'>, keyof Shipment> = {
  requested: 'requestedAt',
  preparing: 'preparingAt',
  in_transit: 'inTransitAt',
  out_for_delivery: 'outForDeliveryAt',
  available_for_pickup: 'availableForPickupAt',
  delivered: 'deliveredAt',
  received: 'receivedAt',
  exception: 'exceptionAt',
  returned: 'returnedAt',
  cancelled: 'cancelledAt',
}

function reached(shipment: Shipment): { status: ShipmentStatus; at: string }[] {
  return shipmentStatuses.flatMap((status) => {
    const at = status === 'draft' ? shipment.createdAt : shipment[timeOf[status]]
    return typeof at === 'string' ? [{ status, at }] : []
  })
}
