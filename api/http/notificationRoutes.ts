import { type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type as T } from 'typebox'
import { chooseNotifications } from '../commands/chooseNotifications.ts'
import { saveNotificationPreferences } from '../commands/saveNotificationPreferences.ts'
import { ChosenNotifications, NotificationPage } from '../contract/notification.ts'
import { NotificationPreferences } from '../contract/notificationPreferences.ts'
import { type Principal } from '../contract/principal.ts'
import { readNotificationPreferences, readNotifications } from '../queries/readNotifications.ts'
import { principalOf, requireSession } from './authenticate.ts'
import { type HttpContext } from './HttpContext.ts'
import { queryOf } from './readRoutes.ts'

const security = [{ bearer: [] }]

/** One's own notifications, and how one wants to be told. */
export function notificationRoutes(context: HttpContext): FastifyPluginAsyncTypebox {
  const { db } = context.commands
  return async (app) => {
    requireSession(app, context)
    async function save(principal: Principal, preferences: NotificationPreferences): Promise<NotificationPreferences> {
      const saved = await saveNotificationPreferences(db, principal, preferences)
      context.onNotificationsChanged(principal.userId ?? '')
      return saved
    }
    app.get('/notifications', { schema: { response: { 200: NotificationPage }, security } }, (request) =>
      readNotifications(db, principalOf(request), queryOf(request)),
    )
    for (const step of ['read', 'clear'] as const) {
      const response = { 200: T.Object({ changed: T.Integer() }) }
      app.post(
        `/notifications/${step}`,
        { schema: { body: ChosenNotifications, response, security } },
        async (request) => {
          const principal = principalOf(request)
          const changed = await chooseNotifications(db, principal, step, request.body)
          context.onNotificationsChanged(principal.userId ?? '')
          return { changed }
        },
      )
    }
    app.get(
      '/notification-preferences',
      { schema: { response: { 200: NotificationPreferences }, security } },
      (request) => readNotificationPreferences(db, principalOf(request)),
    )
    app.put(
      '/notification-preferences',
      { schema: { body: NotificationPreferences, response: { 200: NotificationPreferences }, security } },
      (request) => save(principalOf(request), request.body),
    )
  }
}
