import { onScopeDispose, watch, type Ref } from 'vue'
import { isActive } from '../../../api/contract/assignment.ts'
import { type Ticket } from '../../../api/contract/ticket.ts'
import { useLink } from '../connection/useLink.ts'
import { useStatus } from '../replica/useStatus.ts'

/**
 * Says that a technician has their assignment in front of them: its ticket's element is on the screen, and the window is
 * not hidden.
 */
export function useSeen(element: Ref<HTMLElement | null>, ticket: () => Ticket | undefined): void {
  const link = useLink()
  const status = useStatus()
  let isOnScreen = false

  function look(): void {
    const own = status.user?.technicianId
    if (own === undefined || !isOnScreen || document.visibilityState !== 'visible') return
    const unseen = ticket()?.assignments.filter(
      (each) => each.technicianId === own && isActive(each) && each.seenAt === undefined,
    )
    if (unseen?.length) void link.call('sawAssignments', { ids: unseen.map(({ id }) => id) }).catch(() => {})
  }

  const observer = new IntersectionObserver(
    (entries) => {
      isOnScreen = entries.at(-1)?.isIntersecting ?? false
      look()
    },
    { threshold: 0.5 },
  )
  watch(
    element,
    (now, before) => {
      if (before) observer.unobserve(before)
      if (now) observer.observe(now)
    },
    { immediate: true, flush: 'post' },
  )
  watch(ticket, look)
  document.addEventListener('visibilitychange', look)
  onScopeDispose(() => {
    observer.disconnect()
    document.removeEventListener('visibilitychange', look)
  })
}
