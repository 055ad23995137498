import { subscribe } from 'node:diagnostics_channel'
import { Socket } from 'node:net'

export interface SocketBytes {
  read: number
  written: number
}

/** Counts what goes through every TCP connection that this process opens from now on, headers and frames included. */
export function countSocketBytes(): () => SocketBytes {
  const open = new Set<Socket>()
  const ended: SocketBytes = { read: 0, written: 0 }
  subscribe('net.client.socket', (message) => {
    const socket: unknown = typeof message === 'object' && message && 'socket' in message ? message.socket : undefined
    if (!(socket instanceof Socket)) return
    open.add(socket)
    socket.once('close', () => {
      open.delete(socket)
      ended.read += socket.bytesRead
      ended.written += socket.bytesWritten
    })
  })
  return () => {
    const sum = { ...ended }
    for (const { bytesRead, bytesWritten } of open) {
      sum.read += bytesRead
      sum.written += bytesWritten
    }
    return sum
  }
}
