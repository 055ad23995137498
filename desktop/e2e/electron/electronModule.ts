/** What `import ... from 'electron'` gives to the app on the stand-in. A name that is missing here fails at the import. */
export { app } from './appPart.ts'
export { StandinWindow as BrowserWindow } from './BrowserWindow.ts'
export { ipcMain } from './ipcPart.ts'
export { autoUpdater, net } from './netPart.ts'
export { StandinMessageChannel as MessageChannelMain, utilityProcess } from './processPart.ts'
export { StandinNotification as Notification } from './notificationPart.ts'
export { globalShortcut, powerSaveBlocker } from './systemPart.ts'
export { protocol, session } from './protocolPart.ts'
export {
  dialog,
  nativeImage,
  nativeTheme,
  powerMonitor,
  safeStorage,
  screen,
  shell,
  StandinMenu as Menu,
  StandinTray as Tray,
} from './shellPart.ts'
