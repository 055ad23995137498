import { computed, shallowRef, watch, type Ref } from 'vue'
import { type Attachment } from '../../../api/contract/attachment.ts'
import { type Comment } from '../../../api/contract/comment.ts'
import { type Shipment } from '../../../api/contract/shipment.ts'
import { type TimeEntry } from '../../../api/contract/timeEntry.ts'
import { type ListQuery, type RowChange } from '../../link/messages.ts'
import { sentenceOf } from '../connection/sentenceOf.ts'
import { useLink } from '../connection/useLink.ts'
import { useTicketRows, type TicketRows } from './useTicketRows.ts'

const nothing: TicketRows = { comments: [], timeEntries: [], attachments: [], shipments: [] }
/** More pages than this is a fault: 200 rows each. */
const mostPages = 20

/** What hangs on a ticket: live from the replica, or, for one that ended long ago, fetched once. */
export function useHanging(ticketId: Ref<string | undefined>, isLive: Ref<boolean>) {
  const link = useLink()
  const index = useTicketRows()
  const fetched = shallowRef<TicketRows>()
  const problem = shallowRef<string>()

  async function listAll(query: ListQuery): Promise<unknown[]> {
    const all: unknown[] = []
    let cursor: string | undefined
    for (let pages = 0; pages < mostPages; pages++) {
      const params = { limit: '200', ...query.params, ...(cursor !== undefined && { cursor }) }
      const page = await link.call('list', { ...query, params })
      all.push(...page.items)
      cursor = page.nextCursor
      if (cursor === undefined) break
    }
    return all
  }

  async function load(): Promise<void> {
    const parent = ticketId.value
    if (parent === undefined || isLive.value) return
    problem.value = undefined
    try {
      // Items of a list are what the contract says of its collection.
      const [comments, timeEntries, attachments, shipments] = await Promise.all([
        listAll({ collection: 'comments', parent, params: {} }) as Promise<Comment[]>,
        listAll({ collection: 'time-entries', parent, params: {} }) as Promise<TimeEntry[]>,
        listAll({ collection: 'attachments', parent, params: {} }) as Promise<Attachment[]>,
        listAll({ collection: 'shipments', params: { ticketId: parent } }) as Promise<Shipment[]>,
      ])
      if (parent !== ticketId.value) return
      fetched.value = {
        comments: comments.map((data) => still('comment', data)),
        timeEntries: timeEntries.map((data) => still('time_entry', data)),
        attachments: attachments.map((data) => still('attachment', data)),
        shipments: shipments.map((data) => still('shipment', data)),
      }
    } catch (error) {
      if (parent === ticketId.value) problem.value = sentenceOf(error)
    }
  }

  watch(
    [ticketId, isLive],
    () => {
      fetched.value = undefined
      void load()
    },
    { immediate: true },
  )

  const rows = computed((): TicketRows => {
    if (ticketId.value === undefined) return nothing
    return isLive.value ? index.rowsOf(ticketId.value) : (fetched.value ?? nothing)
  })
  return { rows, problem, load }
}

function still<Type extends 'comment' | 'time_entry' | 'attachment' | 'shipment'>(
  type: Type,
  data: RowChange<Type>['data'],
): RowChange<Type> {
  return { type, id: data.id, version: data.version, data, pending: [], pendingFields: [] }
}
