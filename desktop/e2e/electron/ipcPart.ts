import { EventEmitter } from 'node:events'
import { strict } from './touched.ts'

type Handler = (event: unknown, ...args: unknown[]) => unknown
const handlers = new Map<string, Handler>()

class StandinIpcMain extends EventEmitter {
  handle(channel: string, handler: Handler): void {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    handlers.set(channel, handler)
  }
}

const standinIpcMain = new StandinIpcMain()
export const ipcMain = strict('IpcMain', standinIpcMain)

export function handleSend(channel: string, event: object, args: unknown[]): void {
  standinIpcMain.emit(channel, event, ...args)
}

export async function handleInvoke(channel: string, event: object, args: unknown[]): Promise<unknown> {
  const handler = handlers.get(channel)
  if (!handler) throw new Error(`No handler registered for '${channel}'`)
  return handler(event, ...args)
}
