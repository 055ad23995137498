import { useReplica } from '../replica/useReplica.ts'
import { type Names } from './describeCommand.ts'

/** The names that sentences about commands need, from the replica. */
export function useNames(): Names {
  const replica = useReplica()
  return {
    ticket: (id) => {
      const ticket = id === undefined ? undefined : replica.ticket(id)
      if (!ticket) return 'a ticket'
      return ticket.number === 0 ? `“${ticket.title}”` : `#${ticket.number}`
    },
    technician: (id) => (id === undefined ? undefined : replica.technician(id)?.name) ?? 'a technician',
  }
}
