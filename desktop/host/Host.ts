/** What a window may ask of where it runs. The browser and the desktop app each have one; the console knows no other world. */
export interface Host {
  readonly kind: 'browser' | 'desktop'
  /** A new way to the sync client; asked for again when the one before has closed. */
  openSync(options: { sharedName: string }): SyncDoor
  /** Shows a view of the console in a window of its own; the same view again comes to the front. */
  openWindow(path: string): void
}

/**
 * The port as the platform gives it, unread: the link makes sense of it.
 * `meeting`: a worker of some tab leads, and is found by knocking on the link's BroadcastChannel.
 */
export type SyncDoor = { kind: 'port'; port: SyncPort } | { kind: 'meeting' }

/** MessagePort or Worker. */
export interface SyncPort {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  start?(): void
  close?(): void
}
