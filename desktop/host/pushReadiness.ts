import { type PushReadiness } from './DevicePush.ts'

/** What decides whether a device can be told by Web Push. */
export interface PushFacts {
  isSecure: boolean
  /** It has service workers, push and notifications. */
  hasAll: boolean
  permission: NotificationPermission | undefined
  userAgent: string
  maxTouchPoints: number
}

export function pushReadiness({ isSecure, hasAll, permission, userAgent, maxTouchPoints }: PushFacts): PushReadiness {
  if (!isSecure) return 'insecure'
  if (!hasAll) return isPhoneOfApple(userAgent, maxTouchPoints) ? 'install' : 'unsupported'
  return permission === 'granted' || permission === 'denied' ? permission : 'ask'
}

/** iPhone or iPad; the latter calls itself a Mac, which has no touch screen. */
function isPhoneOfApple(userAgent: string, maxTouchPoints: number): boolean {
  return /iPhone|iPad|iPod/.test(userAgent) || (userAgent.includes('Macintosh') && maxTouchPoints > 1)
}
