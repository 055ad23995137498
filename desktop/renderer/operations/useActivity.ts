import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { useReplica } from '../replica/useReplica.ts'
import { ActivityLog } from './ActivityLog.ts'

/** What happened since this window was opened. Begun with the window, since what went by before cannot be made up for. */
export const useActivity = defineStore('activity', () => {
  const replica = useReplica()
  const log = new ActivityLog({
    rows: {
      ticket: () => replica.tickets,
      technician: () => replica.technicians,
      shipment: () => replica.shipments,
      comment: () => replica.comments,
      attachment: () => replica.attachments,
    },
    isLoaded: (type) => replica.loaded.has(type),
    ticket: replica.ticket,
    technician: (id) => replica.technician(id)?.name,
  })
  const entries = shallowRef(log.entries)
  replica.onChanged((changed) => {
    if (log.apply(changed)) entries.value = log.entries
  })
  function clear(): void {
    log.clear()
    entries.value = log.entries
  }
  return { entries, clear }
})
