import { type ServerChoice } from '../host/desktopBridge.ts'

/** Where `npm start` puts a server on the same machine. */
export const defaultServer = 'http://127.0.0.1:8480'

/** A server's address as a person types it: `dispatch.example` is https, and only the origin counts. */
export function readServerAddress(typed: string): ServerChoice {
  const text = typed.trim()
  const local = /^(localhost|127\.0\.0\.1|\[::1\])(:|\/|$)/i.test(text)
  const full = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `${local ? 'http' : 'https'}://${text}`
  try {
    const { protocol, origin, hostname, username } = new URL(full)
    if (username !== '') return { problem: 'Leave user name and password out of the address.' }
    if ((protocol === 'https:' || protocol === 'http:') && hostname !== '') return { chosen: origin }
  } catch {
    // Said below.
  }
  return { problem: 'That is no address of a server, like https://dispatch.example.' }
}
