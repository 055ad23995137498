import { computed, shallowRef, watch, type Ref } from 'vue'
import { type Ticket } from '../../../api/contract/ticket.ts'
import { type RowChange } from '../../link/messages.ts'
import { sentenceOf } from '../connection/sentenceOf.ts'
import { useLink } from '../connection/useLink.ts'

/** A ticket that is not in the working set (it ended long ago), fetched once: it is not live. */
export function useOlderTicket(reference: Ref<string>, isWanted: Ref<boolean>) {
  const link = useLink()
  const found = shallowRef<Ticket>()
  const isMissing = shallowRef(false)
  const problem = shallowRef<string>()

  async function load(): Promise<void> {
    const asked = reference.value
    problem.value = undefined
    isMissing.value = false
    try {
      const field = /^\d+$/.test(asked) ? 'number' : 'id'
      const { items } = await link.call('list', { collection: 'tickets', params: { [field]: asked, limit: '1' } })
      if (asked !== reference.value) return
      // Items of a list are what the contract says of its collection.
      found.value = items[0] as Ticket | undefined
      isMissing.value = items.length === 0
    } catch (error) {
      if (asked === reference.value) problem.value = sentenceOf(error)
    }
  }

  watch(
    [reference, isWanted],
    ([, wanted]) => {
      found.value = undefined
      if (wanted) void load()
    },
    { immediate: true },
  )
  const row = computed((): RowChange<'ticket'> | undefined => {
    const data = found.value
    return data && { type: 'ticket', id: data.id, version: data.version, data, pending: [], pendingFields: [] }
  })
  return { row, isMissing, problem, load }
}
