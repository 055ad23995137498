import { useRouter } from 'vue-router'
import { type Notification } from '../../../api/contract/notification.ts'
import { pathOf } from './notificationText.ts'
import { useNotifications } from './useNotifications.ts'

/** Marks it as read and goes where it leads. */
export function useOpening(): (notification: Notification) => void {
  const centre = useNotifications()
  const router = useRouter()
  return (notification) => {
    const path = pathOf(notification)
    if (notification.readAt === undefined) void centre.read({ ids: [notification.id] })
    if (path !== undefined) void router.push(path)
  }
}
