/**
 * All that crosses between a window of the desktop app and its main process, in one map: windows call, main tells. Rows
 * are not among it: they go over the port that `requestSync` asks for, which main hands on unread.
 */
export interface DesktopCalls {
  /** Answered with a window message that carries the nonce and the port. */
  requestSync: { input: { nonce: string }; output: void }
  /** `at`: where on the screen something was let go of. */
  openWindow: { input: { path: string; at?: { x: number; y: number } }; output: void }
  setActions: { input: { actions: readonly MenuAction[] }; output: void }
  setSelected: { input: { path: string }; output: void }
  chooseServer: { input: { address: string }; output: ServerChoice }
  /** The file that was opened with this app, for the first window that asks; `fileOpened` says that there is one. */
  takeFile: { input: Record<string, never>; output: FileToImport | null }
  readUpdate: { input: Record<string, never>; output: UpdateNews }
  /** Ends the app, and starts the newer one that is ready. */
  installUpdate: { input: Record<string, never>; output: void }
  /** Names of the kept layouts of windows; what becomes of them comes as `layouts`. */
  readLayouts: { input: Record<string, never>; output: readonly string[] }
  /** The windows as they are now. */
  keepLayout: { input: { name: string }; output: void }
  useLayout: { input: { name: string }; output: void }
}
export type DesktopCallName = keyof DesktopCalls

export interface DesktopEvents {
  action: { id: string }
  go: { path: string }
  layouts: { names: readonly string[] }
  /** The sync process ended, and with it every port to it. */
  syncGone: Record<string, never>
  update: UpdateNews
  fileOpened: Record<string, never>
}
export type DesktopEventName = keyof DesktopEvents

/** An action of the console's registry, as the menu shows it. */
export interface MenuAction {
  id: string
  title: string
  group: string
  /** As the registry spells keys. */
  keys?: string
}

/** The newer version that lies on this machine and can be installed, if there is one. */
export interface UpdateNews {
  version: string | null
}

export interface FileToImport {
  name: string
  bytes: Uint8Array
}

export type ServerChoice = { chosen: string } | { problem: string }

export interface DesktopFacts {
  server: string
  version: string
  platform: string
  /** Started after several crashes in a row: nothing but one plain window was opened. */
  safeMode: boolean
  /** How this machine keeps address and sign-in, where that is not as it should be. */
  notice?: string
}

/** What the preload puts into the page: methods, never channels. */
export interface DesktopBridge {
  facts: DesktopFacts
  call: { [Name in DesktopCallName]: (input: DesktopCalls[Name]['input']) => Promise<DesktopCalls[Name]['output']> }
  on: { [Name in DesktopEventName]: (listener: (data: DesktopEvents[Name]) => void) => () => void }
}

/** The bridge's name in the page. */
export const bridgeName = 'signalboxDesktop'
export const callChannel = 'signalbox:call'
export const eventChannel = 'signalbox:event'
/** For the preload alone: Electron's own zoom in main holds for all windows of an origin. */
export const zoomChannel = 'signalbox:zoom'
export const portChannel = 'signalbox:port'
/** Before the facts in the arguments of a window's process. */
export const factsArgument = '--signalbox-facts='

/** With a port: the window message by which the preload hands it to the page. */
export interface PortMessage {
  signalboxPort: string
}

// Objects whose type makes sure that no name is forgotten: the preload has a method for each.
const calls: Record<DesktopCallName, true> = {
  requestSync: true,
  openWindow: true,
  setActions: true,
  setSelected: true,
  chooseServer: true,
  takeFile: true,
  readUpdate: true,
  installUpdate: true,
  readLayouts: true,
  keepLayout: true,
  useLayout: true,
}
const events: Record<DesktopEventName, true> = {
  action: true,
  go: true,
  layouts: true,
  syncGone: true,
  update: true,
  fileOpened: true,
}

function isCallName(name: string): name is DesktopCallName {
  return Object.hasOwn(calls, name)
}

function isEventName(name: string): name is DesktopEventName {
  return Object.hasOwn(events, name)
}

export const callNames: readonly DesktopCallName[] = Object.keys(calls).filter(isCallName)
export const eventNames: readonly DesktopEventName[] = Object.keys(events).filter(isEventName)
