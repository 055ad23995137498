import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'
import { type PresentPerson } from '../../../api/contract/presence.ts'
import { type PresenceAt } from '../../link/messages.ts'
import { useStatus } from '../replica/useStatus.ts'

/** Who else has which ticket open: for technicians, of those that this console has open. */
export const usePresence = defineStore('presence', () => {
  const status = useStatus()
  const people = shallowReactive(new Map<string, readonly PresentPerson[]>())

  function apply(changes: readonly PresenceAt[]): void {
    for (const { ticketId, people: there } of changes) {
      if (there.length === 0) people.delete(ticketId)
      else people.set(ticketId, there)
    }
  }

  /** Nobody while the connection is down: what was true may not be any more. */
  function othersAt(ticketId: string): readonly PresentPerson[] {
    if (status.status.phase !== 'live') return []
    return (people.get(ticketId) ?? []).filter(({ id }) => id !== status.user?.id)
  }

  const hasOthers = (ticketId: string): boolean => othersAt(ticketId).length > 0

  return { apply, othersAt, hasOthers }
})
