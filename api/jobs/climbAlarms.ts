import { isAlarming, type AlarmPolicy, type AlarmStep } from '../contract/alarm.ts'
import { alarmChannels, type Loudness } from '../contract/notificationPreferences.ts'
import { type Notification } from '../contract/notification.ts'
import { type Priority, type TicketStatus } from '../contract/ticket.ts'
import { type Database, type Queryable } from '../db/Database.ts'
import { nextRevisions } from '../db/nextRevisions.ts'
import { readAlarmTimes } from '../db/readAlarmTimes.ts'
import { pushAgain } from './claimPushes.ts'
import { dueSteps, loudestStep, nextStepAt, reachedBy, rotaOf, type Alarm } from './alarmLadder.ts'
import { readPeople, readTickets } from './notificationContext.ts'
import { type Draft, type KnownTicket, type Person } from './notificationRules.ts'
import { findWithdrawn, insertNotifications, markHandled, stableId } from './storeNotifications.ts'

export interface ClimbOptions {
  db: Pick<Database, 'now' | 'service'>
  /** The users who have a connection at this moment; undefined where that is not known. */
  connected: () => readonly string[] | undefined
  /** Something of these people's notifications changed and is committed. */
  onNotified: (userIds: readonly string[]) => void
}

/**
 * Takes every step of every alarm that is due, each alarm in a transaction of its own under its row's lock: a step is taken
 * with what it tells or not at all, and never twice, whoever dies or looks at the same time.
 * @returns how many alarms went on
 */
export async function climbAlarms({ db, connected, onNotified }: ClimbOptions): Promise<number> {
  for (let count = 0; ; count++) {
    const online = connected()
    const told = await db.service((tx) => climbNext(tx, db.now(), online && new Set(online)))
    if (!told) return count
    if (told.length > 0) onNotified(told)
  }
}

interface AlarmRow {
  id: string
  ticket_id: string
  began_at: string
  began_by: string | null
  step: AlarmStep | null
  reached: string[]
}

/** @returns whom it told; undefined where nothing is due */
async function climbNext(
  tx: Queryable,
  now: Date,
  connected: ReadonlySet<string> | undefined,
): Promise<string[] | undefined> {
  const [row] = await tx.query<AlarmRow>(
    `select id, ticket_id, began_at, began_by, step, reached from alarms
     where ended_at is null and due_at <= $1 order by due_at limit 1 for update skip locked`,
    [now.toISOString()],
  )
  if (!row) return undefined
  const alarm = toAlarm(row)
  const ticket = await waitingTicket(tx, alarm.ticketId)
  if (!ticket) return end(tx, alarm, now)
  const policy = await readAlarmTimes(tx)
  const steps = dueSteps(alarm, policy, now)
  const last = steps.at(-1)
  const people = await readPeople(tx, [alarm.ticketId])
  const rota = rotaOf(people, { connected, lastAlarmed: await readTurns(tx), beganBy: alarm.beganBy, now })
  const next: Alarm = { ...alarm, step: last ?? alarm.step, reached: reachedBy(steps, alarm.reached, rota) }
  await tx.query('update alarms set step = $2, reached = $3, due_at = $4 where id = $1', [
    next.id,
    next.step ?? null,
    next.reached,
    nextStepAt(next, policy)?.toISOString() ?? null,
  ])
  return last === undefined ? [] : tell(tx, { alarm: next, before: alarm, ticket, people, policy, last, now })
}

function toAlarm({ id, ticket_id, began_at, began_by, step, reached }: AlarmRow): Alarm {
  return {
    id,
    ticketId: ticket_id,
    beganAt: new Date(began_at),
    beganBy: began_by ?? undefined,
    step: step ?? undefined,
    reached,
  }
}

/** Somebody has seen to it, and the notifier has not come to that change yet: nobody is told any more. */
async function end(tx: Queryable, { id }: Alarm, now: Date): Promise<string[]> {
  await tx.query('update alarms set ended_at = $2, due_at = null where id = $1', [id, now.toISOString()])
  return []
}

async function waitingTicket(tx: Queryable, id: string): Promise<KnownTicket | undefined> {
  const [row] = await tx.query<{ priority: Priority; status: TicketStatus; acknowledged_at: string | null }>(
    'select priority, status, acknowledged_at from tickets where id = $1 and deleted_at is null',
    [id],
  )
  if (!row || !isAlarming({ ...row, acknowledgedAt: row.acknowledged_at })) return undefined
  return (await readTickets(tx, [id])).get(id)
}

/** When an alarm last came to each. */
async function readTurns(tx: Queryable): Promise<Map<string, number>> {
  const rows = await tx.query<{ user_id: string; at: string }>(
    `select user_id, max(created_at) as at from notifications where kind = 'alarm' group by user_id`,
  )
  return new Map(rows.map(({ user_id, at }) => [user_id, Date.parse(at)]))
}

interface Telling {
  alarm: Alarm
  before: Alarm
  ticket: KnownTicket
  people: readonly Person[]
  policy: AlarmPolicy
  last: AlarmStep
  now: Date
}

/** One notification for each whom it has reached, which gets louder with the ladder. */
async function tell(tx: Queryable, { alarm, before, ticket, people, policy, last, now }: Telling): Promise<string[]> {
  const { step, loudness } = loudestStep(last, policy)
  const wasLoud = before.step && loudestStep(before.step, policy).step
  const concerned = people.filter(({ userId }) => {
    return alarm.reached.includes(userId) && (step !== wasLoud || !before.reached.includes(userId))
  })
  const look = { step, ...(step === 'repeat' && { repeatEvery: policy.repeatEvery }) }
  const made = concerned.map((person) => ({
    ...draftOf(person, ticket, loudness, look, now),
    id: stableId(alarm.id, person.userId),
    isHandled: false,
  }))
  const userIds = made.map(({ userId }) => userId)
  const revisions = await nextRevisions(tx, userIds)
  await makeLouder(tx, made, revisions)
  await pushAgain(
    tx,
    made.map(({ id }) => id),
    now,
  )
  await insertNotifications(tx, made, revisions, now.toISOString())
  // The alarm says it now: one entry for one ticket.
  const news = await findWithdrawn(tx, { ticketId: ticket.id, kinds: ['ticket_created'], userIds, alsoRead: false })
  await markHandled(tx, news, revisions, now.toISOString())
  return userIds
}

function draftOf(
  { userId, preferences }: Person,
  ticket: KnownTicket,
  loudness: Loudness,
  alarm: NonNullable<Notification['alarm']>,
  now: Date,
): Draft {
  const { id, number, title, type, priority, site } = ticket
  const occasion = { kind: 'alarm', involvement: 'other', priority, type, siteId: site?.id } as const
  const channels = alarmChannels(preferences, occasion, loudness, now)
  const { repeatEvery: _, ...once } = alarm
  return {
    userId,
    notification: {
      kind: 'alarm',
      severity: 'error',
      priority,
      ticket: { id, number, title, type },
      ...(site && { site }),
      subject: { type: 'ticket', id },
      groupKey: `alarm/${id}`,
      channels,
      alarm: channels.includes('sound') ? alarm : once,
      createdAt: now.toISOString(),
    },
  }
}

/** What was read was not acknowledged: it comes again, louder. */
async function makeLouder(
  tx: Queryable,
  made: readonly (Draft & { id: string })[],
  revisions: ReadonlyMap<string, number>,
): Promise<void> {
  const rows = made.map(({ id, userId, notification: { channels, alarm } }) => {
    return { id, channels, alarm, revision: revisions.get(userId) ?? 0 }
  })
  await tx.query(
    `update notifications set channels = louder.channels, alarm = louder.alarm, revision = louder.revision,
       read_at = null
     from json_to_recordset($1::json) as louder (id uuid, channels text[], alarm jsonb, revision bigint)
     where notifications.id = louder.id and handled_at is null`,
    [JSON.stringify(rows)],
  )
}
