import { answerPatience, deliveryPatience } from '../contract/receipt.ts'
import { type Priority } from '../contract/ticket.ts'
import { type Database, type Queryable } from '../db/Database.ts'
import { nextRevisions } from '../db/nextRevisions.ts'
import { findOverduePromises, findRunningOver, withTickets, type Found } from './findOverduePromises.ts'
import { readPeople, readTickets } from './notificationContext.ts'
import { draftsOfOverdue } from './notificationRules.ts'
import { insertNotifications, stableId } from './storeNotifications.ts'

/** What lay longer was known of before: a server that was down for a night begins with no storm. */
const newsFor = 3_600_000

type Find = (tx: Queryable, since: Date, now: Date) => Promise<Found[]>

/**
 * Tells the staff of assignments that did not come to their technician, or were not accepted, in time: once each, also
 * where several look at once, since the ids follow from what is late and the user.
 * @returns of how many it told
 */
export function alertOverdue(db: Pick<Database, 'now' | 'service'>, onNotified: OnNotified): Promise<number> {
  return tell(db, onNotified, findOverdue)
}

/** Tells the staff of promises that are about to be missed or were, and of work that takes longer than planned; once each. */
export function alertPromises(db: Pick<Database, 'now' | 'service'>, onNotified: OnNotified): Promise<number> {
  return tell(db, onNotified, async (tx, since, now) => [
    ...(await findOverduePromises(tx, since, now)),
    ...(await findRunningOver(tx, since, now)),
  ])
}

type OnNotified = (userIds: readonly string[]) => void

async function tell(db: Pick<Database, 'now' | 'service'>, onNotified: OnNotified, find: Find): Promise<number> {
  const { count, userIds } = await db.service((tx) => alert(tx, db.now(), find))
  if (userIds.length > 0) onNotified(userIds)
  return count
}

async function alert(tx: Queryable, now: Date, find: Find): Promise<{ count: number; userIds: string[] }> {
  const found = await find(tx, new Date(now.getTime() - newsFor), now)
  if (found.length === 0) return { count: 0, userIds: [] }
  const ids = found.map(({ ticketId }) => ticketId)
  const overdue = withTickets(found, await readTickets(tx, ids))
  const people = await readPeople(tx, ids)
  const made = overdue.flatMap((late) =>
    draftsOfOverdue(late, people, now).map((draft) => ({
      ...draft,
      id: stableId(late.subject.id, late.kind, late.detail, late.at, draft.userId),
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
  kind: 'not_delivered' | 'not_accepted'
  id: string
  ticket_id: string
  technician_name: string
  priority: Priority
  assigned_at: string
}

/** Whoever has no way to sign in gets nothing delivered; their acceptance somebody else has to give. */
async function findOverdue(tx: Queryable, since: Date, now: Date): Promise<Found[]> {
  const rows = await tx.query<Row>(
    `select kind, assignments.id, ticket_id, technicians.name as technician_name, priority, assigned_at
     from assignments join tickets on tickets.id = ticket_id and tickets.deleted_at is null
     join technicians on technicians.id = technician_id
     cross join (values ('not_delivered'), ('not_accepted')) as kinds (kind)
     where assignments.state in ('assigned', 'dispatched') and assigned_at > $1
       and (kind = 'not_accepted' or (delivered_at is null and user_id is not null))
       and not exists (select 1 from notifications where subject_id = assignments.id and notifications.kind = kinds.kind)`,
    [since.toISOString()],
  )
  return rows
    .filter((row) => now.getTime() - Date.parse(row.assigned_at) >= patienceFor(row))
    .map(({ kind, id, ticket_id, technician_name, assigned_at }) => ({
      kind,
      subject: { type: 'assignment', id },
      at: assigned_at,
      detail: technician_name,
      ticketId: ticket_id,
    }))
}

function patienceFor({ kind, priority }: Row): number {
  return kind === 'not_delivered' ? deliveryPatience : answerPatience[priority]
}
