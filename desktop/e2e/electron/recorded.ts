/** What a test can look at and click, since no tray, menu, badge or dialog of this machine can be seen. */
export interface Recorded {
  badge: number
  tray: { image: string; toolTip: string; destroyed: boolean } | undefined
  notifications: { title: string; body: string }[]
  dialogs: { message: string; buttons: string[] }[]
  openedExternally: string[]
  refusedByWindows: string[]
  preloadErrors: string[]
  loginItem: object | undefined
  protocolClients: string[]
  permissionHandlers: string[]
  /** The arguments of each start that the app has asked for. */
  relaunches: string[][]
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
  protocolClients: [],
  permissionHandlers: [],
  relaunches: [],
}

/** Dialogs that wait for their answer. */
export const openDialogs: ((button: number) => void)[] = []
