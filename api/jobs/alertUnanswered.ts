import { type Priority } from '../contract/ticket.ts'
import { type Database, type Queryable } from '../db/Database.ts'
import { readPeople, readTickets } from './notificationContext.ts'
import { draftsOfUnanswered, type Unanswered } from './notificationRules.ts'
import { insertNotifications, nextRevisions, stableId } from './storeNotifications.ts'

/** How long a technician has to accept, ms. */
const patience: Record<Priority, number> = { P1: 120_000, P2: 300_000, P3: 300_000, P4: 300_000 }
/** What lay longer was known of before: a server that was down for a night begins with no storm. */
const newsFor = 3_600_000

/**
 * Tells the staff of assignments that were not accepted in time: once each, also where several look at once, since the
 * ids follow from the assignment and the user.
 * @returns of how many assignments
 */
export async function alertUnanswered(
  db: Pick<Database, 'now' | 'service'>,
  onNotified: (userIds: readonly string[]) => void,
): Promise<number> {
  const { count, userIds } = await db.service((tx) => alert(tx, db.now()))
  if (userIds.length > 0) onNotified(userIds)
  return count
}

async function alert(tx: Queryable, now: Date): Promise<{ count: number; userIds: string[] }> {
  const unanswered = await findUnanswered(tx, now)
  if (unanswered.length === 0) return { count: 0, userIds: [] }
  const people = await readPeople(
    tx,
    unanswered.map(({ ticket }) => ticket.id),
  )
  const made = unanswered.flatMap((late) =>
    draftsOfUnanswered(late, people, now).map((draft) => ({
      ...draft,
      id: stableId(late.assignmentId, 'not_accepted', draft.userId),
      isHandled: false,
    })),
  )
  const revisions = await nextRevisions(
    tx,
    made.map(({ userId }) => userId),
  )
  await insertNotifications(tx, made, revisions, now.toISOString())
  return { count: unanswered.length, userIds: [...revisions.keys()] }
}

interface Row {
  id: string
  ticket_id: string
  technician_name: string
  priority: Priority
  assigned_at: string
}

async function findUnanswered(tx: Queryable, now: Date): Promise<Unanswered[]> {
  const rows = await tx.query<Row>(
    `select assignments.id, ticket_id, technicians.name as technician_name, priority, assigned_at
     from assignments join tickets on tickets.id = ticket_id and tickets.deleted_at is null
     join technicians on technicians.id = technician_id
     where assignments.state in ('assigned', 'dispatched') and assigned_at > $1
       and not exists (select 1 from notifications where subject_id = assignments.id and kind = 'not_accepted')`,
    [new Date(now.getTime() - newsFor).toISOString()],
  )
  const late = rows.filter(({ priority, assigned_at }) => now.getTime() - Date.parse(assigned_at) >= patience[priority])
  const tickets = await readTickets(
    tx,
    late.map(({ ticket_id }) => ticket_id),
  )
  return late.flatMap(({ id, ticket_id, technician_name }) => {
    const ticket = tickets.get(ticket_id)
    return ticket ? [{ assignmentId: id, technicianName: technician_name, ticket }] : []
  })
}
