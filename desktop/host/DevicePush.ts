import { type PushSubscription } from '../../api/contract/push.ts'

/**
 * Whether this device can be told by Web Push. `insecure`: only over https; `install`: on an iPhone or iPad only what is on
 * the home screen; `denied`: somebody said no once, and the browser does not ask again; `ask`: it will.
 */
export type PushReadiness = 'unsupported' | 'insecure' | 'install' | 'denied' | 'ask' | 'granted'

/** What a window may ask of the device's part of Web Push. */
export interface DevicePush {
  readiness(): PushReadiness
  /** Asks the person; only while they are doing something, or browsers ask nobody. */
  ask(): Promise<PushReadiness>
  /** Its subscription for messages of this server's key: the one it has, or a new one. */
  subscribe(publicKey: string): Promise<PushSubscription>
  /** Where it is told, if it is. */
  endpoint(): Promise<string | undefined>
  /** It is told no more, and shows nothing any more. */
  unsubscribe(): Promise<void>
  /** Takes away those shown that are over. */
  closeShown(isOver: (shown: { id: string; at: string }) => boolean): Promise<void>
  /** Somebody chose one of those shown. */
  onTold(listener: (told: { id: string; path: string }) => void): void
}
