import { type NotificationPreferences } from '../../api/contract/notificationPreferences.ts'
import { isRecord } from '../link/wire.ts'
import { type Api } from './api.ts'
import { asRefusal } from './asRefusal.ts'
import { Passing } from './Passing.ts'
import { readJson } from './serverCall.ts'

const path = '/notification-preferences'

/**
 * How the user wants to be told: asked for and kept on the server, so that every device obeys the same.
 * @param onKnown they are as this now
 */
export function preferencesCalls(api: Api, onKnown: (preferences: NotificationPreferences) => void) {
  let last: Promise<unknown> = Promise.resolve()
  /** One after the other: of two that were sent at once the first may arrive last, and undo the second. */
  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const next = last.then(run)
    last = next.catch(() => {})
    return next
  }

  async function load(): Promise<NotificationPreferences> {
    const preferences = await fetchPreferences(api)
    onKnown(preferences)
    return preferences
  }

  async function save(preferences: NotificationPreferences): Promise<void> {
    const headers = { 'content-type': 'application/json' }
    await api({ method: 'PUT', path, headers, body: JSON.stringify(preferences) })
    onKnown(preferences)
  }

  function change(next: (before: NotificationPreferences) => NotificationPreferences): Promise<void> {
    return asRefusal(inTurn(async () => save(next(await load()))))
  }

  return {
    notificationPreferences: () => asRefusal(load()),
    saveNotificationPreferences: (preferences: NotificationPreferences) => asRefusal(inTurn(() => save(preferences))),
    mute: ({ until }: { until: string | null }) =>
      change((before) => {
        const { mutedUntil: _, ...others } = before
        return until === null ? others : { ...others, mutedUntil: until }
      }),
    setOffDuty: ({ offDuty }: { offDuty: boolean }) =>
      change((before) => {
        const { offDuty: _, ...others } = before
        return offDuty ? { ...others, offDuty } : others
      }),
  }
}

/** @throws {Passing | Refused} as the server says */
export async function fetchPreferences(api: Api): Promise<NotificationPreferences> {
  const answer = await readJson(await api({ method: 'GET', path }))
  if (!isPreferences(answer)) throw new Passing('The answer could not be read.')
  return answer
}

/** What our server has checked against the contract's schema is known by its parts. */
function isPreferences(value: unknown): value is NotificationPreferences {
  return isRecord(value) && typeof value.preset === 'string' && Array.isArray(value.rules)
}
