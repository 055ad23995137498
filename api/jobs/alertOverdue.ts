import { answerPatience, deliveryPatience } from '../contract/receipt.ts'
import { type Priority } from '../contract/ticket.ts'
import { type Database, type Queryable } from '../db/Database.ts'
import { readPeople, readTickets } from './notificationContext.ts'
import { draftsOfOverdue, type Overdue } from './notificationRules.ts'
import { insertNotifications, nextRevisions, stableId } from './storeNotifications.ts'

/** What lay longer was known of before: a server that was down for a night begins with no storm. */
const newsFor = 3_600_000

/**
 * Tells the staff of assignments that did not come to their technician, or were not accepted, in time: once each, also
 * where several look at once, since the ids follow from the assignment and the user.
 * @returns of how many it told
 */
export async function alertOverdue(
  db: Pick<Database, 'now' | 'service'>,
  onNotified: (userIds: readonly string[]) => void,
): Promise<number> {
  const { count, userIds } = await db.service((tx) => alert(tx, db.now()))
  if (userIds.length > 0) onNotified(userIds)
  return count
}

async function alert(tx: Queryable, now: Date): Promise<{ count: number; userIds: string[] }> {
  const overdue = await findOverdue(tx, now)
  if (overdue.length === 0) return { count: 0, userIds: [] }
  const people = await readPeople(
    tx,
    overdue.map(({ ticket }) => ticket.id),
  )
  const made = overdue.flatMap((late) =>
    draftsOfOverdue(late, people, now).map((draft) => ({
      ...draft,
      id: stableId(late.assignmentId, late.kind, draft.userId),
      isHandled: false,
    })),
  )
  const revisions = await nextRevisions(
    tx,
    made.map(({ userId }) => userId),
  )
  await insertNotifications(tx, made, revisions, now.toISOString())
  return { count: overdue.length, userIds: [...revisions.keys()] }
}

interface Row {
  kind: Overdue['kind']
  id: string
  ticket_id: string
  technician_name: string
  priority: Priority
  assigned_at: string
}

/** Whoever has no way to sign in gets nothing delivered; their acceptance somebody else has to give. */
async function findOverdue(tx: Queryable, now: Date): Promise<Overdue[]> {
  const rows = await tx.query<Row>(
    `select kind, assignments.id, ticket_id, technicians.name as technician_name, priority, assigned_at
     from assignments join tickets on tickets.id = ticket_id and tickets.deleted_at is null
     join technicians on technicians.id = technician_id
     cross join (values ('not_delivered'), ('not_accepted')) as kinds (kind)
     where assignments.state in ('assigned', 'dispatched') and assigned_at > $1
       and (kind = 'not_accepted' or (delivered_at is null and user_id is not null))
       and not exists (select 1 from notifications where subject_id = assignments.id and notifications.kind = kinds.kind)`,
    [new Date(now.getTime() - newsFor).toISOString()],
  )
  const late = rows.filter((row) => now.getTime() - Date.parse(row.assigned_at) >= patienceFor(row))
  const tickets = await readTickets(
    tx,
    late.map(({ ticket_id }) => ticket_id),
  )
  return late.flatMap(({ kind, id, ticket_id, technician_name }) => {
    const ticket = tickets.get(ticket_id)
    return ticket ? [{ kind, assignmentId: id, technicianName: technician_name, ticket }] : []
  })
}

function patienceFor({ kind, priority }: Row): number {
  return kind === 'not_delivered' ? deliveryPatience : answerPatience[priority]
}
