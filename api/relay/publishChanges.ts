import { entityTypes, type EntityType } from '../contract/change.ts'
import { topics } from '../contract/topics.ts'
import { technicianDeliveries } from './audiences.ts'
import { type ChangeRow } from './ChangeRow.ts'
import { envelopeText } from './envelopes.ts'
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

/** Sends one wake-up's changes: each to its own topic, then all of them together to their audiences. */
export async function publishChanges(pipeline: Pipeline, rows: readonly ChangeRow[]): Promise<void> {
  for (const row of rows) await publishChange(pipeline, row)
  const last = rows.at(-1)
  if (last) await pipeline.feeds.flush(last.seq)
}

async function publishChange({ publisher, feeds, snapshot }: Pipeline, row: ChangeRow): Promise<void> {
  const before = isEntity(row) ? snapshot.get(row.type, row.entity_id) : undefined
  if (isEntity(row)) {
    if (row.action === 'delete') snapshot.delete(row.type, row.entity_id)
    else snapshot.set(toSnapshotRow(row))
  }
  snapshot.head = row.seq

  const text = envelopeText(row)
  const kept = isEntity(row) ? snapshot.get(row.type, row.entity_id) : undefined
  const { topic, retain, clear } = targetOf(row, kept)
  await publisher.publish({ topic, payload: text, retain })
  if (clear) await publisher.publish({ topic, payload: '', retain: true })
  if (!isEntity(row)) return

  await feeds.add(topics.staffFeed, text, row.seq)
  const { pool, tech } = technicianDeliveries(row, before, snapshot)
  for (const each of pool) await feeds.add(topics.poolFeed, each, row.seq)
  for (const [technicianId, texts] of tech) {
    for (const each of texts) await feeds.add(topics.techFeed(technicianId), each, row.seq)
  }
}

/** `assignments` is a list of its own and in no feed: the assignments themselves travel in their ticket. */
function isEntity(row: ChangeRow): row is ChangeRow & { type: EntityType } {
  return (entityTypes as readonly string[]).includes(row.type)
}
