/**
 * The desktop app's main process, once start.ts has found that it may run. Reads from top to bottom as the start-up
 * order. It keeps windows, tray, menu and the sync process, and hands over ports; no row ever passes through it.
 */
import { app, dialog, Notification, powerMonitor } from 'electron'
import path from 'node:path'
import { linkScheme } from '../host/deepLink.ts'
import { portChannel, type DesktopFacts } from '../host/desktopBridge.ts'
import { type AppStart } from './AppStart.ts'
import { registerAppScheme, serveConsole } from './appScheme.ts'
import { answerCalls } from './calls.ts'
import { longEnough } from './CrashCount.ts'
import { AppMenu } from './menu/AppMenu.ts'
import { guardContents } from './security/guards.ts'
import { defaultServer, readServerAddress } from './serverAddress.ts'
import { Settings } from './Settings.ts'
import { readStartOptions } from './startOptions.ts'
import { SyncKeeper } from './sync/SyncKeeper.ts'
import { SyncWatch } from './sync/SyncWatch.ts'
import { TrayKeeper } from './tray/TrayKeeper.ts'
import { createUpdater } from './updates/createUpdater.ts'
import { Updates } from './updates/Updates.ts'
import { LayoutKeeper } from './windows/LayoutKeeper.ts'
import { Windows } from './windows/Windows.ts'

// Beside this file as it is built: out/main, out/preload, out/sync, and the console in dist/console.
const built = path.join(import.meta.dirname, '..')
const options = readStartOptions(process.argv)

export async function run({ data, log, crashes, versions }: AppStart): Promise<void> {
  // 2. What has to be settled before Electron is ready.
  app.enableSandbox()
  registerAppScheme()
  app.setAsDefaultProtocolClient(linkScheme)
  const safeMode = crashes.isSafeMode || options.safeMode
  if (safeMode) app.disableHardwareAcceleration()
  // A link that starts the app on macOS comes as an event, perhaps before there is a window.
  let link = options.path
  app.on('open-url', (event, url) => {
    event.preventDefault()
    const { path: view } = readStartOptions([url])
    if (app.isReady() && view !== undefined) windows.go(view)
    else link = view
  })
  await app.whenReady()

  // 3. What this machine remembers, and the way to the console's files, guarded before there is a page.
  const settings = new Settings(path.join(data, 'settings.json'))
  let server = options.server ?? settings.data.server ?? defaultServer
  serveConsole(path.join(built, '../dist/console'))
  guardContents((view) => windows.open(view))

  // 4. The sync process, and main's own port to it.
  const sync = new SyncKeeper({
    entry: path.join(built, 'sync/nodeProcess.js'),
    dataFolder: path.join(data, 'servers'),
    log,
    onStarted: () =>
      void watch.begin().catch((error: unknown) => log.write('no port to the sync process', { error: String(error) })),
    onGone: () => windows.tellAll('syncGone', {}),
  })
  let signedIn = true
  const watch = new SyncWatch({
    keeper: sync,
    onPhase: (phase) => {
      signedIn = phase !== 'signed_out'
      tray.setPhase(phase)
    },
  })
  powerMonitor.on('resume', () => void watch.wake().catch(() => {}))

  // 5. Newer versions, where somebody has said from where.
  const updates = new Updates({
    updater: await createUpdater(log),
    versions,
    version: app.getVersion(),
    signedIn: () => signedIn,
    onChange: () => {
      menu.show()
      tray.setUpdate(updates.ready)
      windows.tellAll('update', { version: updates.ready ?? null })
    },
    quit: () => app.quit(),
    log,
  })

  // 6. Windows, menu and tray, each told by the others what is not as it was.
  const facts = (): DesktopFacts => ({ server, version: app.getVersion(), platform: process.platform, safeMode })
  const windows: Windows = new Windows({
    preload: path.join(built, 'preload/preload.cjs'),
    facts,
    log: (message, details) => log.write(message, details),
    onChange: () => {
      layouts.changed()
      menu.show()
      tray.setWaiting(windows.waiting)
    },
    onNone: () => onNoWindow(),
  })
  const layouts = new LayoutKeeper(settings, windows)
  const menu = new AppMenu({ windows, layouts, settings, log, updates })
  const tray = new TrayKeeper({
    open: () => windows.show(),
    signOut: () => void signOut(),
    quit: () => app.quit(),
    installUpdate: () => updates.installNow(),
    mutedUntil: () => settings.data.mutedUntil,
    onMute: (mutedUntil) => settings.change({ mutedUntil }),
    windows: () => windows.all,
  })

  // 7. What windows may ask for.
  answerCalls(
    {
      requestSync: async ({ nonce }, sender) => {
        const port = await sync.connect()
        // It may have been closed meanwhile: then nobody gets the port.
        if (sender.isDestroyed() || !windows.of(sender)) port.close()
        else sender.postMessage(portChannel, { nonce }, [port])
      },
      openWindow: ({ path: view }) => windows.open(view),
      setActions: ({ actions }, sender) => {
        const window = windows.of(sender)
        if (window) menu.setActions(window, actions)
      },
      setSelected: ({ path: view }, sender) => {
        const window = windows.of(sender)
        if (window) windows.onSelected(window, view)
      },
      setWaiting: ({ count }, sender) => {
        const window = windows.of(sender)
        if (window) windows.onWaiting(window, count)
      },
      readUpdate: () => ({ version: updates.ready ?? null }),
      installUpdate: () => updates.installNow(),
      chooseServer: async ({ address }) => {
        const choice = readServerAddress(address)
        if ('problem' in choice || choice.chosen === server) return choice
        server = choice.chosen
        settings.change({ server })
        await sync.move(server)
        return choice
      },
    },
    log,
  )

  // 8. Everything runs: begin, with the windows there were.
  sync.start(server)
  if (safeMode) windows.open()
  else if (!options.hidden) layouts.open()
  layouts.watchMonitors()
  if (link !== undefined) windows.go(link)
  menu.show()
  app.on('second-instance', (_event, argv) => {
    const { path: view } = readStartOptions(argv)
    if (view === undefined) windows.show()
    else windows.go(view)
  })
  app.on('activate', () => windows.show())
  const lasting = setTimeout(wentWell, longEnough)

  // 9. The end, in reverse order.
  app.on('window-all-closed', () => {
    // Said by `onNone`; listening keeps Electron from quitting by itself.
  })
  app.on('before-quit', () => layouts.close())
  app.once('will-quit', (event) => {
    event.preventDefault()
    clearTimeout(lasting)
    updates.close()
    tray.close()
    void end()
  })

  /** What is not on disk yet is brought there first. */
  async function end(): Promise<void> {
    await sync.stop()
    wentWell()
    if (updates.isInstalling) updates.install()
    else app.exit(0)
  }

  function wentWell(): void {
    crashes.endedWell()
    versions.wentWell(app.getVersion())
  }

  function onNoWindow(): void {
    if (!settings.data.closeToTray) return app.quit()
    if (settings.data.trayExplained) return
    settings.change({ trayExplained: true })
    const body = 'It stays in the tray and tells you what happens. Quit it there, or change this in the menu.'
    new Notification({ title: 'Signalbox goes on', body }).show()
  }

  async function signOut(): Promise<void> {
    try {
      await watch.signOut()
    } catch (error) {
      // The console asks what to do with what waits; here it is only said.
      const detail = error instanceof Error ? error.message : String(error)
      await dialog.showMessageBox({ type: 'info', message: 'You are still signed in.', detail, buttons: ['OK'] })
    }
  }
}
