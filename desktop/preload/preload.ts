/**
 * The preload of every window: runs in a world of its own, sandboxed, before the page. It exposes the bridge and hands the
 * port over; it knows nothing of what is said.
 */
import { contextBridge, ipcRenderer, webFrame } from 'electron'
import {
  bridgeName,
  callChannel,
  callNames,
  eventChannel,
  eventNames,
  factsArgument,
  portChannel,
  zoomChannel,
  type DesktopBridge,
  type DesktopFacts,
  type PortMessage,
} from '../host/desktopBridge.ts'

function readFacts(): DesktopFacts {
  const argument = process.argv.find((each) => each.startsWith(factsArgument))
  // Main has written them into this process' arguments.
  return JSON.parse(decodeURIComponent(argument?.slice(factsArgument.length) ?? '')) as DesktopFacts
}

type Listener = (data: unknown) => void
const listeners = new Map<string, Set<Listener>>(eventNames.map((name) => [name, new Set()]))

function listen(name: string, listener: Listener): () => void {
  listeners.get(name)?.add(listener)
  return () => void listeners.get(name)?.delete(listener)
}

ipcRenderer.on(eventChannel, (_event, message: { name: string; data: unknown }) => {
  for (const listener of listeners.get(message.name) ?? []) listener(message.data)
})

// contextBridge cannot pass a port; a window message can, and the page knows by the nonce that it is the answer.
ipcRenderer.on(portChannel, (event, { nonce }: { nonce: string }) => {
  window.postMessage({ signalboxPort: nonce } satisfies PortMessage, location.origin, event.ports)
})

// From within a page zoom is this window's alone; from main it would be that of every window of the console.
ipcRenderer.on(zoomChannel, (_event, { zoom }: { zoom: number }) => webFrame.setZoomFactor(zoom))

const call = Object.fromEntries(
  callNames.map((name) => [name, (input: unknown) => ipcRenderer.invoke(callChannel, name, input)]),
) as DesktopBridge['call']
const on = Object.fromEntries(
  eventNames.map((name) => [name, (listener: Listener) => listen(name, listener)]),
) as DesktopBridge['on']

contextBridge.exposeInMainWorld(bridgeName, { facts: readFacts(), call, on } satisfies DesktopBridge)
