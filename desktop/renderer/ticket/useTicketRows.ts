import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'
import { type RowChange } from '../../link/messages.ts'
import { type ChangedIds } from '../replica/mirror.ts'
import { useReplica } from '../replica/useReplica.ts'
import { TicketRowIndex } from './TicketRowIndex.ts'

/** The kinds that hang on a ticket. */
export const hangingTypes = ['comment', 'time_entry', 'attachment', 'shipment'] as const
export type HangingType = (typeof hangingTypes)[number]

export interface TicketRows {
  comments: RowChange<'comment'>[]
  timeEntries: RowChange<'time_entry'>[]
  attachments: RowChange<'attachment'>[]
  shipments: RowChange<'shipment'>[]
}

/** The replica's rows by the ticket they hang on. What changes on one ticket draws nothing anew on another. */
export const useTicketRows = defineStore('ticketRows', () => {
  const replica = useReplica()
  // The maps themselves, which stay the same: read through the store, any row's change would be everybody's.
  const { comments, timeEntries, attachments, shipments } = replica
  const maps = { comment: comments, time_entry: timeEntries, attachment: attachments, shipment: shipments }
  const indexes = {
    comment: new TicketRowIndex(),
    time_entry: new TicketRowIndex(),
    attachment: new TicketRowIndex(),
    shipment: new TicketRowIndex(),
  }
  /** Raised for each ticket whose rows changed; Vue follows each key by itself. */
  const revisions = shallowReactive(new Map<string, number>())

  function apply(type: HangingType, ids: Iterable<string>): void {
    const touched = indexes[type].apply(ids, (id) => maps[type].get(id)?.data.ticketId)
    for (const ticketId of touched) revisions.set(ticketId, (revisions.get(ticketId) ?? 0) + 1)
  }

  for (const type of hangingTypes) apply(type, maps[type].keys())
  replica.onChanged((changed: ChangedIds) => {
    for (const type of hangingTypes) if (changed[type].size > 0) apply(type, changed[type])
  })

  function rowsOf(ticketId: string): TicketRows {
    void revisions.get(ticketId)
    return {
      comments: pick(comments, indexes.comment.of(ticketId)),
      timeEntries: pick(timeEntries, indexes.time_entry.of(ticketId)),
      attachments: pick(attachments, indexes.attachment.of(ticketId)),
      shipments: pick(shipments, indexes.shipment.of(ticketId)),
    }
  }

  return { rowsOf }
})

function pick<Row>(rows: ReadonlyMap<string, Row>, ids: Iterable<string>): Row[] {
  return [...ids].flatMap((id) => rows.get(id) ?? [])
}
