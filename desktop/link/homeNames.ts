import { linkVersion } from './messages.ts'

/**
 * Names by which windows and sync clients of one browser find each other. All carry the link's version: a worker that
 * outlives a deploy is never spoken to by newer windows.
 */
export const sharedWorkerName = `signalbox-sync-${linkVersion}`

/** Where windows knock when there is no SharedWorker (channelPort.ts). */
export const meetingName = `signalbox-link-${linkVersion}`

/** The Web Lock of the one dedicated worker that leads. */
export const leaderLockName = `${meetingName}-leader`

/**
 * A window holds this Web Lock for as long as it lives, from before it says hello: the browser frees it however the window
 * ends, and whoever gets it after that knows. No heartbeat: those of hidden tabs are throttled to one a minute.
 */
export const windowLockName = (windowId: string): string => `signalbox-window-${windowId}`

/** What a sync client keeps in IndexedDB. An old worker that outlives a deploy keeps to its own. */
export const storageNameOf = (version: number): string => `signalbox-${version}`

/** The Web Lock that a sync client holds on its store for as long as it runs. */
export const ownerLockName = (storage: string): string => `${storage}-owner`
