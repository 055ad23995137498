import { type NotificationPreferences } from '../../api/contract/notificationPreferences.ts'
import { isRecord } from '../link/wire.ts'
import { type Api } from './api.ts'
import { asRefusal } from './asRefusal.ts'
import { Passing } from './Passing.ts'
import { readJson } from './serverCall.ts'

const path = '/notification-preferences'

/** How the user wants to be told: asked for and kept on the server, so that every device obeys the same. */
export function preferencesCalls(api: Api) {
  return {
    notificationPreferences: () =>
      asRefusal(
        (async () => {
          const answer = await readJson(await api({ method: 'GET', path }))
          if (!isPreferences(answer)) throw new Passing('The answer could not be read.')
          return answer
        })(),
      ),
    saveNotificationPreferences: async (preferences: NotificationPreferences): Promise<void> => {
      const headers = { 'content-type': 'application/json' }
      await asRefusal(api({ method: 'PUT', path, headers, body: JSON.stringify(preferences) }))
    },
  }
}

/** What our server has checked against the contract's schema is known by its parts. */
function isPreferences(value: unknown): value is NotificationPreferences {
  return isRecord(value) && typeof value.preset === 'string' && Array.isArray(value.rules)
}
