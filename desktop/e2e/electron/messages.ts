import { type PortMessage } from './PortHub.ts'

export interface Bounds {
  x: number
  y: number
  width: number
  height: number
}

/** What main says to the hub, which lives in a thread of its own: Chromium, and the routes of ports. */
export type ToHub =
  | { do: 'open'; window: number; bounds: Bounds; preload: string; argv: string[] }
  | { do: 'load'; window: number; url: string }
  | { do: 'reload' | 'destroy' | 'crash' | 'minimize' | 'restore' | 'front'; window: number }
  | { do: 'bounds'; window: number; bounds: Bounds }
  | { do: 'tell'; window: number; channel: string; payload: string; ports: string[] }
  | { do: 'reply'; window: number; n: number; payload: string; error?: string }
  | { do: 'answer'; window: number; request: string; status: number; headers: [string, string][]; body: string }
  | { do: 'refuse'; window: number; request: string }
  | { do: 'tellChild'; child: number; payload: string; ports: string[] }
  | { do: 'childGone'; child: number }
  | PortDeed
  | { do: 'end' }

/** What every holder of ends may say. */
export type PortDeed =
  | { do: 'pair'; first: string; second: string }
  | { do: 'post'; from: string; payload: string; ports: string[] }
  | { do: 'close'; end: string }
  /** An end is about to travel, with what nobody has read yet. */
  | { do: 'return'; end: string; unread: PortMessage[] }

/** What the hub says to main. */
export type ToMain =
  | { on: 'ready'; endpoint: string; socket: string; browser: number }
  | { on: 'navigated'; window: number; url: string }
  | { on: 'inPage'; window: number; url: string }
  | { on: 'title'; window: number; title: string }
  | { on: 'loaded' | 'gone' | 'crashed'; window: number }
  | { on: 'request'; window: number; request: string; url: string; method: string; isDocument: boolean }
  | { on: 'windowOpen'; window: number; url: string }
  | { on: 'ipc'; window: number; channel: string; payload: string; n?: number; url: string }
  | { on: 'preloadError'; window: number; message: string }
  | { on: 'child'; child: number; payload: string }
  | ({ on: 'port' } & PortMessage)
  | { on: 'portClosed'; end: string }
  /** The browser has ended. */
  | { on: 'over' }

/** What a child process hears over its own road. */
export type ToChild =
  | { on: 'parent'; payload: string; ports: string[] }
  | ({ on: 'port' } & PortMessage)
  | { on: 'portClosed'; end: string }

/** What it says there. */
export type FromChild = { do: 'hello'; child: number } | { do: 'parent'; payload: string } | PortDeed

/** What a page's isolated world says through its binding. */
export type FromPage =
  | { do: 'ipc'; channel: string; payload: string; n?: number }
  | { do: 'error'; message: string }
  | { do: 'open'; url: string }
  | PortDeed
