import { type AuditEntry } from '../../../api/contract/audit.ts'
import { isThing } from '../commands/describeCommand.ts'
import { useNames } from '../commands/useNames.ts'
import { useReplica } from '../replica/useReplica.ts'

/** What an entry of the audit was about, by what it is called now; nothing for what is not on this device any more. */
export function useSubjectName() {
  const replica = useReplica()
  const names = useNames()
  const parentOf: Record<string, (id: string) => string | undefined> = {
    ticket: (id) => id,
    comment: (id) => replica.comments.get(id)?.data.ticketId,
    time_entry: (id) => replica.timeEntries.get(id)?.data.ticketId,
    attachment: (id) => replica.attachments.get(id)?.data.ticketId,
  }

  return ({ subject }: Pick<AuditEntry, 'subject'>): string | undefined => {
    if (!subject) return undefined
    if (isThing(subject.type)) return names.thing(subject.type, subject.id)
    const ticket = replica.ticket(parentOf[subject.type]?.(subject.id) ?? '')
    return ticket && `#${ticket.number} ${ticket.title}`
  }
}
