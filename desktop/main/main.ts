/**
 * The desktop app's main process, once start.ts has found that it may run. Reads from top to bottom as the start-up
 * order. It keeps windows, tray, menu and the sync process, and hands over ports; no row ever passes through it.
 */
import { app, dialog, powerMonitor, session } from 'electron'
import path from 'node:path'
import { Refused } from '../../api/contract/errors.ts'
import { linkScheme } from '../host/deepLink.ts'
import { portChannel, type DesktopFacts } from '../host/desktopBridge.ts'
import { type AppStart } from './AppStart.ts'
import { registerAppScheme, serveConsole } from './appScheme.ts'
import { answerCalls } from './calls.ts'
import { longEnough } from './CrashCount.ts'
import { Hotkey } from './Hotkey.ts'
import { AppMenu } from './menu/AppMenu.ts'
import { onColdClicks } from './notifications/coldStart.ts'
import { NativeNotifications } from './notifications/NativeNotifications.ts'
import { saveLog } from './saveLog.ts'
import { guardContents } from './security/guards.ts'
import { defaultServer, readServerAddress } from './serverAddress.ts'
import { Settings } from './Settings.ts'
import { readStartOptions } from './startOptions.ts'
import { SyncKeeper } from './sync/SyncKeeper.ts'
import { SyncWatch } from './sync/SyncWatch.ts'
import { TrayKeeper } from './tray/TrayKeeper.ts'
import { createUpdater } from './updates/createUpdater.ts'
import { Updates } from './updates/Updates.ts'
import { KeepAwake } from './windows/KeepAwake.ts'
import { LayoutKeeper } from './windows/LayoutKeeper.ts'
import { wallboard, Windows } from './windows/Windows.ts'

// Beside this file as it is built: out/main, out/preload, out/sync, and the console in dist/console.
const built = path.join(import.meta.dirname, '..')
const options = readStartOptions(process.argv)
/** As in electron-builder.yml. */
const appId = 'app.signalbox.console'

export async function run({ data, log, crashes, versions }: AppStart): Promise<void> {
  // 2. What has to be settled before Electron is ready.
  app.enableSandbox()
  registerAppScheme()
  app.setAsDefaultProtocolClient(linkScheme)
  // Windows shows notifications of whom it knows: the same name as on the shortcut that the installer makes.
  if (process.platform === 'win32') app.setAppUserModelId(appId)
  const safeMode = crashes.isSafeMode || options.safeMode
  if (safeMode) app.disableHardwareAcceleration()
  // What starts the app on macOS comes as an event, perhaps before there is a window.
  let link = options.path
  let hasBegun = false
  let isEnding = false
  const goTo = (view: string): void => {
    if (hasBegun) windows.go(view)
    else link = view
  }
  app.on('open-url', (event, url) => {
    event.preventDefault()
    const { path: view } = readStartOptions([url])
    if (view !== undefined) goTo(view)
  })
  onColdClicks({ platform: process.platform, isOfThisRun: (text) => notifications.isOfThisRun(text), go: goTo })
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
    version: app.getVersion(),
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
    onNotifications: (state) => {
      tray.setNotifications(state)
      notifications.settle(state)
    },
    onNews: ({ items, bySystem }) => bySystem && notifications.show(items),
    onRefused: ({ refusal }) => notifications.say('That was not done', refusal?.message ?? '', '/notifications'),
    showsNews: () => NativeNotifications.areSupported && settings.data.systemNotifications,
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
      tray.showBadges()
      awake.set(windows.shows(wallboard))
    },
    onNone: () => onNoWindow(),
  })
  const layouts = new LayoutKeeper(settings, windows)
  const menu = new AppMenu({
    windows,
    layouts,
    settings,
    log,
    updates,
    saveLog: () => void saveLog(log).catch(problem('The log was not saved.')),
    onSettings: () => {
      setHotkey()
      setSpellcheck()
      void watch.showNews().catch(problem('That is not so yet.'))
    },
  })
  const tray = new TrayKeeper({
    open: () => windows.show(),
    signOut: () => void signOut(),
    quit: () => app.quit(),
    installUpdate: () => updates.installNow(),
    mute: (until) => void watch.mute(until).catch(problem('Notifications are as loud as before.')),
    windows: () => windows.all,
  })
  const notifications: NativeNotifications = new NativeNotifications({
    isHeard: () => windows.all.length > 0,
    open: (view) => windows.go(view),
    read: (ids) => void watch.read(ids).catch(problem('It is still unread.')),
    accept: ({ ticket }) => ticket && void watch.accept(ticket.id).catch(problem('It was not accepted.')),
    reply: ({ ticket }, body) =>
      ticket &&
      void watch
        .send({ name: 'comment.create', parent: ticket.id, input: { body } })
        .catch(problem(`This was not sent: ${body}`)),
    log: (message, details) => log.write(message, details),
  })
  if (process.platform === 'darwin') {
    void notifications.adopt().catch((error: unknown) => log.write('no former notifications', { error: String(error) }))
  }
  const awake = new KeepAwake()
  const hotkey = new Hotkey(() => {
    const window = windows.show()
    if (window) menu.run(window, 'app.palette')
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
      openWindow: ({ path: view, at }) => windows.open(view, at),
      setActions: ({ actions }, sender) => {
        const window = windows.of(sender)
        if (window) menu.setActions(window, actions)
      },
      setSelected: ({ path: view }, sender) => {
        const window = windows.of(sender)
        if (window) windows.onSelected(window, view)
      },
      readLayouts: () => layouts.names,
      keepLayout: ({ name }) => {
        layouts.saveAs(name.trim())
        menu.show()
      },
      readUpdate: () => ({ version: updates.ready ?? null }),
      installUpdate: () => updates.installNow(),
      useLayout: ({ name }) => layouts.use(name),
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
  else if (!isHiddenAtLogin()) layouts.open()
  layouts.watchMonitors()
  hasBegun = true
  if (link !== undefined) windows.go(link)
  menu.show()
  setHotkey()
  setSpellcheck()
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
  app.on('before-quit', () => {
    isEnding = true
    layouts.close()
  })
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
    if (isEnding) return
    if (!settings.data.closeToTray) return app.quit()
    if (settings.data.trayExplained) return
    settings.change({ trayExplained: true })
    const body = 'It stays in the tray and tells you what happens. Quit it there, or change this in the menu.'
    notifications.say('Signalbox goes on', body)
  }

  /** Where changes wait that were never sent, a window asks what to do with them. */
  async function signOut(): Promise<void> {
    try {
      await watch.signOut()
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 'conflict') return problem('You are still signed in.')(error)
      const window = windows.show()
      if (window) menu.run(window, 'app.signOut')
    }
  }

  /** macOS hands no arguments to what it starts at login. */
  function isHiddenAtLogin(): boolean {
    if (process.platform !== 'darwin') return options.hidden
    return options.hidden || (settings.data.openHidden && app.getLoginItemSettings().wasOpenedAtLogin)
  }

  function setHotkey(): void {
    const { hotkey: keys } = settings.data
    if (!hotkey.set(keys)) log.write('another program has the key for the palette', { keys })
  }

  function setSpellcheck(): void {
    session.defaultSession.setSpellCheckerEnabled(settings.data.spellcheck)
  }

  /** What a person asked for outside of any window was not done: says so. */
  function problem(message: string): (error: unknown) => Promise<void> {
    return async (error) => {
      const detail = error instanceof Error ? error.message : String(error)
      log.write(message, { error: detail })
      await dialog.showMessageBox({ type: 'info', message, detail, buttons: ['OK'] })
    }
  }
}
