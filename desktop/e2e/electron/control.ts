import { mock } from 'node:test'
import { allWindows } from './BrowserWindow.ts'
import { standinApp, StandinEvent } from './appPart.ts'
import { children } from './processPart.ts'
import { notificationDeeds } from './notificationPart.ts'
import { openDialogs, recorded, type Recorded } from './recorded.ts'
import { ready, toHub } from './road.ts'
import { standinPower, standinScreen, StandinMenu, StandinTray } from './shellPart.ts'
import { pressHotkey } from './systemPart.ts'
import { touched } from './touched.ts'

if (process.env['STANDIN_INTERVALS'] === 'held') mock.timers.enable({ apis: ['setInterval'] })

/** What a test can do to the app from outside, as people and systems do. */
const deeds = {
  recorded: (): Recorded => recorded,
  touched: (): Record<string, string> => Object.fromEntries(touched),
  windows: () =>
    allWindows.map(({ standin }) => ({
      id: standin.id,
      url: standin.webContents.getURL(),
      bounds: standin.getBounds(),
      focused: standin.isFocused(),
      visible: standin.isVisible(),
      fullScreen: standin.isFullScreen(),
    })),
  menu: (): string[] => labels(StandinMenu.application?.items ?? []),
  chooseInMenu: (id: string): void => choose(StandinMenu.application?.items ?? [], id),
  trayMenu: (): string[] => labels(StandinTray.shown?.menu?.items ?? []),
  /** A click with the right button on something, as Chromium describes it. */
  contextMenu: (id: number, clicked: object): string[] => {
    StandinMenu.popped = new StandinMenu()
    windowOf(id).webContents.emit('context-menu', new StandinEvent(), clicked)
    return labels(StandinMenu.popped.items)
  },
  chooseInContext: (item: string): void => choose(StandinMenu.popped?.items ?? [], item),
  chooseInTray: (id: string): void => choose(StandinTray.shown?.menu?.items ?? [], id),
  ...notificationDeeds,
  pressHotkey,
  answerDialog: (button: number): void => openDialogs.shift()?.(button),
  focus: (id: number): void => windowOf(id).focus(),
  close: (id: number): void => void windowOf(id).close(),
  move: (id: number, bounds: object): void => windowOf(id).setBounds(bounds),
  /** As if its page had gone elsewhere past all guards. */
  lead: (id: number, url: string): void => void windowOf(id).webContents.loadURL(url),
  /** Its page does not answer any more, as Electron says it. */
  hang: (id: number): void => void windowOf(id).webContents.emit('unresponsive'),
  crash: (id: number): void => toHub({ do: 'crash', window: id }),
  killSync: (): void => children.forEach((child) => child.kill('SIGKILL')),
  syncProcesses: (): (number | undefined)[] => [...children].map((child) => child.pid),
  plugMonitors: (count: number): void => standinScreen.plug(count),
  /** Nobody has touched keyboard or mouse for so long, in seconds. */
  leaveAlone: (seconds: number): void => void (standinPower.idle = seconds),
  /** Intervals of main go on, where STANDIN_INTERVALS holds them. */
  passTime: (ms: number): void => mock.timers.tick(ms),
  resume: (): void => void standinPower.emit('resume'),
  startAgain: (...argv: string[]): void =>
    void standinApp.emit('second-instance', new StandinEvent(), argv, process.cwd()),
  /** As macOS says it. */
  openFile: (file: string): void => void standinApp.emit('open-file', new StandinEvent(), file),
  openUrl: (url: string): void => void standinApp.emit('open-url', new StandinEvent(), url),
  quit: (): void => standinApp.quit(),
}
export type Deeds = typeof deeds

function windowOf(id: number) {
  const found = allWindows.find(({ standin }) => standin.id === id)
  if (!found) throw new Error(`there is no window ${id}`)
  return found.standin
}

type Items = StandinMenu['items']

function all(items: Items): Items {
  return items.flatMap((item) => [item, ...all(item.submenu ?? [])])
}

function labels(items: Items): string[] {
  return all(items).flatMap(({ id, label, role, enabled }) => (enabled === false ? [] : [id ?? label ?? role ?? '']))
}

function choose(items: Items, id: string): void {
  const item = all(items).find((each) => each.id === id)
  if (!item || item.enabled === false) throw new Error(`nothing to choose: ${id}`)
  if (item.type === 'checkbox') item.checked = !item.checked
  item.click?.(item)
}

/** Answers the test that started this process. */
export function answerTest(): void {
  process.on('message', ({ n, name, args }: { n: number; name: keyof Deeds; args: unknown[] }) => {
    try {
      // The adapter gives each deed what its type says.
      const deed = deeds[name] as (...all: unknown[]) => unknown
      process.send?.({ n, value: deed(...args) })
    } catch (error) {
      process.send?.({ n, error: String(error) })
    }
  })
  process.on('disconnect', () => process.exit(0))
  void ready.then(({ endpoint, browser }) => process.send?.({ on: 'ready', endpoint, browser }))
}
