import { defineStore } from 'pinia'
import { computed } from 'vue'
import { useReplica } from '../replica/useReplica.ts'
import { useTicketList } from '../tickets/useTicketList.ts'
import { BoardIndex } from './BoardIndex.ts'

/** The board as it is by now. Worked out while somebody looks at it; what changed meanwhile is kept as ids until then. */
export const useBoardLayout = defineStore('boardLayout', () => {
  const replica = useReplica()
  const list = useTicketList()
  const index = new BoardIndex()
  const changed = new Set(list.everything().map(({ id }) => id))
  replica.onChanged(({ ticket }) => {
    for (const id of ticket) changed.add(id)
  })

  const technicians = computed(() => Array.from(replica.technicians.values(), ({ data }) => data))
  const layout = computed(() => {
    void list.revision
    index.apply(changed, technicians.value, list.rowOf)
    changed.clear()
    return index.layout
  })
  return { layout }
})
