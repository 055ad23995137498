/** What a test can look at and click, since no tray, menu, badge or dialog of this machine can be seen. */
export interface Recorded {
  badge: number
  tray: { image: string; title: string; toolTip: string; destroyed: boolean } | undefined
  /** All that were ever shown. */
  notifications: RecordedNotification[]
  dialogs: { message: string; buttons: string[] }[]
  openedExternally: string[]
  refusedByWindows: string[]
  preloadErrors: string[]
  loginItem: object | undefined
  /** As which program Windows knows the app. */
  userModelId: string | undefined
  /** What Windows' task bar says of each window, by its id. */
  overlays: Record<number, string>
  protocolClients: string[]
  permissionHandlers: string[]
  /** What was done with words that are not spelled well. */
  spelling: string[]
  /** What keeps the system awake. */
  keptAwake: { id: number; kind: string }[]
  /** The arguments of each start that the app has asked for. */
  relaunches: string[][]
}

export interface RecordedNotification {
  id: string
  title: string
  body: string
  silent: boolean
  canReply: boolean
  buttons: string[]
  /** It is there to be seen and clicked on. */
  isShown: boolean
}

export const recorded: Recorded = {
  badge: 0,
  tray: undefined,
  notifications: [],
  dialogs: [],
  openedExternally: [],
  refusedByWindows: [],
  preloadErrors: [],
  loginItem: undefined,
  userModelId: undefined,
  overlays: {},
  protocolClients: [],
  permissionHandlers: [],
  relaunches: [],
  spelling: [],
  keptAwake: [],
}

/** Dialogs that wait for their answer. */
export const openDialogs: ((button: number) => void)[] = []
