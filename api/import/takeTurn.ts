import { type Transaction } from '../db/write.ts'

const importLock = 7_411_003

/** Imports take turns batch by batch: otherwise two could make the same site, or give the same number to two tickets. */
export async function takeTurn(tx: Transaction): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [importLock])
}
