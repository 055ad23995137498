import { entityTypes, type EntityType } from '../contract/change.ts'
import { topics } from '../contract/topics.ts'
import { isOnWallboard } from '../contract/wallboard.ts'
import { affectedBy, technicianDeliveries } from './audiences.ts'
import { type ChangeRow } from './ChangeRow.ts'
import { envelopeText, wallboardText } from './envelopes.ts'
import { type Feeds } from './Feeds.ts'
import { type Publisher } from './Publisher.ts'
import { type Snapshot } from './Snapshot.ts'
import { targetOf } from './topicsOf.ts'
import { toSnapshotRow } from './toSnapshotRow.ts'

export interface Pipeline {
  publisher: Publisher
  feeds: Feeds
  snapshot: Snapshot
}

/**
 * Sends one wake-up's changes: each to its own topic, then all of them together to their audiences. Nothing is awaited in
 * between: the publisher keeps the order of the calls and writes once for each socket; the end of the batch is
 * awaited, so that healthy subscribers get to read before the next one.
 */
export async function publishChanges(pipeline: Pipeline, rows: readonly ChangeRow[]): Promise<void> {
  const sent: Promise<void>[] = []
  for (const row of rows) sent.push(...publishChange(pipeline, row))
  const last = rows.at(-1)
  if (last) sent.push(...pipeline.feeds.flush(last.seq))
  await Promise.all(sent)
}

function publishChange({ publisher, feeds, snapshot }: Pipeline, row: ChangeRow): Promise<void>[] {
  const affected = affectedBy(row, snapshot)
  if (isEntity(row)) {
    if (row.action === 'delete') snapshot.delete(row.type, row.entity_id)
    else snapshot.set(toSnapshotRow(row))
  }
  snapshot.head = row.seq

  const text = envelopeText(row)
  const kept = isEntity(row) ? snapshot.get(row.type, row.entity_id) : undefined
  const { topic, retain, clear } = targetOf(row, kept)
  const sent = [publisher.publish({ topic, payload: text, retain })]
  if (clear) sent.push(publisher.publish({ topic, payload: '', retain: true }))
  if (!isEntity(row)) return sent

  sent.push(...feeds.add(topics.staffFeed, text, row.seq))
  const { type } = row
  if (isOnWallboard(type)) sent.push(...feeds.add(topics.wallboardFeed, wallboardText({ ...row, type }), row.seq))
  const { pool, tech } = technicianDeliveries(row, affected, snapshot)
  for (const each of pool) sent.push(...feeds.add(topics.poolFeed, each, row.seq))
  for (const [technicianId, texts] of tech) {
    for (const each of texts) sent.push(...feeds.add(topics.techFeed(technicianId), each, row.seq))
  }
  return sent
}

/** `assignments` is a list of its own and in no feed: the assignments themselves travel in their ticket. */
function isEntity(row: ChangeRow): row is ChangeRow & { type: EntityType } {
  return (entityTypes as readonly string[]).includes(row.type)
}
