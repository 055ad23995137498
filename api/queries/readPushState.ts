import { type Principal } from '../contract/principal.ts'
import { type PushState } from '../contract/push.ts'
import { type Database } from '../db/Database.ts'

/** Whether this session's device is told by Web Push, and how many others of the same person's are. */
export async function readPushState(
  db: Database,
  principal: Principal & { sessionId: string },
  publicKey: string,
): Promise<PushState> {
  const rows = await db.read(principal, (reader) =>
    reader.query<{ session_id: string; endpoint: string }>('select session_id, endpoint from push_subscriptions'),
  )
  const here = rows.find(({ session_id }) => session_id === principal.sessionId)
  const others = rows.length - (here ? 1 : 0)
  return { publicKey, others, ...(here && { endpoint: here.endpoint }) }
}
