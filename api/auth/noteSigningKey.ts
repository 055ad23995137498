import { auditActions } from '../contract/audit.ts'
import { insertAudit } from '../db/audit.ts'
import { type Database } from '../db/Database.ts'

/**
 * Notes in the audit that the server signs with another key than before, whether by `npm run token -- --rotate-key` or by another
 * SIGNALBOX_JWT_SECRET: with the start that takes it, since only that makes it so. Key ids tell nothing about the secrets.
 */
export async function noteSigningKey(db: Database, keyId: string): Promise<void> {
  await db.service(async (service) => {
    await service.query('insert into signing_key (key_id) values ($1) on conflict do nothing', [keyId])
    const [former] = await service.query<{ key_id: string }>('select key_id from signing_key for update')
    if (!former || former.key_id === keyId) return
    await service.query('update signing_key set key_id = $1', [keyId])
    const at = db.now().toISOString()
    const by = { id: null, name: 'Signalbox' }
    const change = { before: { keyId: former.key_id }, after: { keyId } }
    await insertAudit(service, [{ at, action: auditActions.keyRotated, by, ...change }])
  })
}
