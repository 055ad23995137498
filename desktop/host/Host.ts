import {
  type DesktopFacts,
  type FileToImport,
  type MenuAction,
  type ServerChoice,
  type UpdateNews,
} from './desktopBridge.ts'
import { type DevicePush } from './DevicePush.ts'

/** What a window may ask of where it runs. The browser and the desktop app each have one; the console knows no other world. */
export interface Host {
  readonly kind: 'browser' | 'desktop'
  /** The server's address, as people are shown it. */
  readonly server: string
  /** A new way to the sync client; asked for again when the one before has closed. */
  openSync(options: { sharedName: string }): SyncDoor
  /** Shows a view of the console in a window of its own; the same view again comes to the front. `at`: where on the screen, for what was dragged there. */
  openWindow(path: string, at?: { x: number; y: number }): void
  /** An address of this view that others can be sent. */
  linkTo(path: string): string
  /** Telling somebody while no console is open; the desktop app, which stays, tells by itself. */
  readonly push?: DevicePush
  /** What only the desktop app has. */
  readonly desktop?: Desktop
}

/** The part of the host that the desktop app adds. Listening ends with the function that is given back. */
export interface Desktop {
  readonly facts: DesktopFacts
  /** What can be done in this window now: the application menu is made of it while the window has the focus. */
  setActions(actions: readonly MenuAction[]): void
  /** Somebody chose one of them in the menu. */
  onAction(listener: (id: string) => void): () => void
  /** The window is to show this view: a link was opened, or a linked window chose something. */
  onGo(listener: (path: string) => void): () => void
  /** What is selected here; windows that are linked show it. */
  setSelected(path: string): void
  chooseServer(address: string): Promise<ServerChoice>
  /** Whether a newer version can be installed: as it is now, and whenever that changes. */
  onUpdate(listener: (news: UpdateNews) => void): () => void
  /** Ends the app, and starts the newer version. */
  installUpdate(): void
  /** A file to be imported was opened with the app: one that waits already, and those to come. */
  onFile(listener: (file: FileToImport) => void): () => void
  /** Which windows are where, kept under a name. */
  readLayouts(): Promise<readonly string[]>
  onLayouts(listener: (names: readonly string[]) => void): () => void
  keepLayout(name: string): Promise<void>
  useLayout(name: string): void
}

/**
 * The port as the platform gives it, unread: the link makes sense of it.
 * `meeting`: a worker of some tab leads, and is found by knocking on the link's BroadcastChannel.
 */
export type SyncDoor =
  | {
      kind: 'port'
      port: SyncPort | Promise<SyncPort>
      /** Where the platform can tell that the other side is gone, which a MessagePort does not. */
      onGone?: (listener: () => void) => void
    }
  | { kind: 'meeting' }

/** MessagePort or Worker. */
export interface SyncPort {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  start?(): void
  close?(): void
}
