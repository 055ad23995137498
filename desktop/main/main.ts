/**
 * The desktop app's main process, once start.ts has found that it may run. Reads from top to bottom as the start-up
 * order, each stage in a file of its own (stages/). It keeps windows, tray, menu and the sync process, and hands over
 * ports; no row ever passes through it.
 */
import { app, powerMonitor, session } from 'electron'
import path from 'node:path'
import { Refused } from '../../api/contract/errors.ts'
import { type AppStart } from './AppStart.ts'
import { serveConsole } from './appScheme.ts'
import { answerCalls } from './calls.ts'
import { Hotkey } from './Hotkey.ts'
import { OpenedFile } from './OpenedFile.ts'
import { AppMenu } from './menu/AppMenu.ts'
import { NativeNotifications } from './notifications/NativeNotifications.ts'
import { saveLog } from './saveLog.ts'
import { openSystemSecrets } from './secrets/openSystemSecrets.ts'
import { ServerKeeper } from './secrets/ServerKeeper.ts'
import { guardContents } from './security/guards.ts'
import { defaultServer } from './serverAddress.ts'
import { Settings } from './Settings.ts'
import { begin } from './stages/begin.ts'
import { createSayProblem } from './stages/createSayProblem.ts'
import { endWithApp } from './stages/endWithApp.ts'
import { openNotifications } from './stages/openNotifications.ts'
import { openSync } from './stages/openSync.ts'
import { prepare } from './stages/prepare.ts'
import { windowCalls } from './stages/windowCalls.ts'
import { readStartOptions } from './startOptions.ts'
import { TrayKeeper } from './tray/TrayKeeper.ts'
import { createUpdater } from './updates/createUpdater.ts'
import { Updates } from './updates/Updates.ts'
import { KeepAwake } from './windows/KeepAwake.ts'
import { LayoutKeeper } from './windows/LayoutKeeper.ts'
import { wallboard, Windows } from './windows/Windows.ts'

// Beside this file as it is built: out/main, out/preload, out/sync, and the console in dist/console.
const built = path.join(import.meta.dirname, '..')
const options = readStartOptions(process.argv, process.cwd())

export async function run(start: AppStart): Promise<void> {
  const { data, log, crashes, versions } = start

  // 2. What has to be settled before Electron is ready.
  const safeMode = crashes.isSafeMode || options.safeMode
  const openings = prepare({ options, safeMode, isOfThisRun: (text) => notifications.isOfThisRun(text) })
  await app.whenReady()

  // 3. What this machine remembers, and the way to the console's files, guarded before there is a page.
  const problem = createSayProblem(log)
  const settings = new Settings(path.join(data, 'settings.json'))
  const secrets = await openSystemSecrets()
  const servers = await ServerKeeper.open({ folder: data, settings, secrets, log })
  let server = options.server ?? servers.chosen ?? defaultServer
  serveConsole(path.join(built, '../dist/console'))
  guardContents((view) => windows.open(view))

  // 4. The sync process, and main's own port to it.
  let signedIn = true
  const { sync, watch } = openSync({
    start,
    built,
    secrets,
    onGone: () => windows.tellAll('syncGone', {}),
    onPhase: (phase) => {
      signedIn = phase !== 'signed_out'
      tray.setPhase(phase)
    },
    onNotifications: (state) => {
      tray.setNotifications(state)
      notifications.settle(state)
    },
    onNews: ({ items, bySystem, again }) => {
      if (!bySystem) return
      if (again) notifications.ringAgain(items)
      else notifications.show(items)
    },
    onRefused: ({ refusal }) => notifications.say('That was not done', refusal?.message ?? '', '/notifications'),
    showsNews: () => NativeNotifications.areSupported && settings.data.systemNotifications,
  })

  // 5. Newer versions, where somebody has said from where.
  const updates = new Updates({
    updater: await createUpdater(log),
    versions,
    version: app.getVersion(),
    signedIn: () => signedIn,
    idleSeconds: () => powerMonitor.getSystemIdleTime(),
    onChange: () => {
      menu.show()
      tray.setUpdate(updates.ready)
      windows.tellAll('update', { version: updates.ready ?? null })
    },
    quit: () => app.quit(),
    log,
  })

  // 6. Windows, menu and tray, each told by the others what is not as it was.
  let isEnding = false
  const windows: Windows = new Windows({
    preload: path.join(built, 'preload/preload.cjs'),
    facts: () => ({
      server,
      version: app.getVersion(),
      platform: process.platform,
      safeMode,
      ...(servers.notice !== undefined && { notice: servers.notice }),
    }),
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
      useSettings()
      void watch.showNews().catch(problem('That is not so yet.'))
    },
  })
  const tray = new TrayKeeper({
    open: () => windows.show(),
    signOut: () => void signOut(),
    quit: () => app.quit(),
    installUpdate: () => updates.installNow(),
    mute: (until) => void watch.mute(until).catch(problem('Notifications are as loud as before.')),
    setOffDuty: (offDuty) => void watch.setOffDuty(offDuty).catch(problem('You are as much on duty as before.')),
    windows: () => windows.all,
  })
  const notifications: NativeNotifications = openNotifications({ windows, watch, log, problem })
  const awake = new KeepAwake()
  const hotkey = new Hotkey(() => runInWindow('app.palette'))

  // 7. What windows may ask for.
  const opened = new OpenedFile()
  const onServer = (chosen: string): void => void (server = chosen)
  answerCalls(
    windowCalls({ windows, layouts, menu, updates, sync, servers, server: () => server, onServer, opened, problem }),
    log,
  )

  // 8. Everything runs: begin, with the windows there were.
  sync.start(server)
  const onFormerClicked = (id: string): void => notifications.onFormerClicked(id)
  begin({ options, safeMode, settings, windows, layouts, menu, openings, opened, onFormerClicked })
  useSettings()

  // 9. The end, in reverse order.
  endWithApp({ start, sync, layouts, updates, tray, onEnding: () => (isEnding = true) })

  function useSettings(): void {
    const { hotkey: keys, spellcheck } = settings.data
    if (!hotkey.set(keys)) log.write('another program has the key for the palette', { keys })
    session.defaultSession.setSpellCheckerEnabled(spellcheck)
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
      if (error instanceof Refused && error.code === 'conflict') runInWindow('app.signOut')
      else await problem('You are still signed in.')(error)
    }
  }

  /** In the window that was used last, or a new one. */
  function runInWindow(action: string): void {
    const window = windows.show()
    if (window) menu.run(window, action)
  }
}
