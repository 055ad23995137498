import { type Notification } from '../../../api/contract/notification.ts'

/** It was read or taken back. What is newer than anything known here may only not have come yet, and what lies beyond the list may be unread. */
export function isShownOver(
  { id, at }: { id: string; at: string },
  items: readonly Notification[],
  unread: number,
): boolean {
  const known = items.find((each) => each.id === id)
  if (known) return known.readAt !== undefined
  const allAtHand = items.filter(({ readAt }) => readAt === undefined).length === unread
  return allAtHand && items.some(({ createdAt }) => createdAt >= at)
}
