import { domPort } from '../../link/portAdaptors.ts'
import { startBrowserClient } from './browserClient.ts'

/** One sync client for all tabs and windows of this origin: each that connects is a window. */
declare const self: SharedWorkerGlobalScope

const starting = startBrowserClient('shared')

self.addEventListener('connect', ({ ports: [port] }) => {
  if (!port) return
  // Begins to listen at once; what arrives before the client is there waits in the port.
  const window = domPort(port)
  void starting.then((client) => client.attach(window))
})
