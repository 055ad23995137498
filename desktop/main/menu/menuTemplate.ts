import type { MenuItemConstructorOptions } from 'electron'
import { type MenuAction } from '../../host/desktopBridge.ts'
import { type SettingsData } from '../Settings.ts'
import { type ZoomStep } from '../windows/zoom.ts'
import { type UpdateState } from '../updates/updateStep.ts'
import { acceleratorOf } from './accelerator.ts'

export interface MenuState {
  platform: string
  /** What can be done in the window that has the focus, as its registry says; none without a window. */
  actions: readonly MenuAction[]
  hasWindow: boolean
  isLinked: boolean
  settings: Switches
  /** Layouts that were kept. */
  layouts: readonly string[]
  /** Where an update stands; undefined where there is nowhere to look for one. */
  update: UpdateState['is'] | undefined
  /** The one that lies on this machine. */
  newVersion: string | undefined
  monitors: readonly { id: number; label: string }[]
}

/** What can be switched in the menu. */
export type Switches = Pick<
  SettingsData,
  'closeToTray' | 'openAtLogin' | 'openHidden' | 'systemNotifications' | 'spellcheck' | 'hotkey'
>

export interface MenuDeeds {
  run(actionId: string): void
  newWindow(): void
  setLinked(linked: boolean): void
  saveLayout(name: string): void
  useLayout(name: string): void
  forgetLayout(name: string): void
  openWallboard(monitor: number): void
  zoom(step: ZoomStep): void
  set(more: Partial<Switches>): void
  lookForUpdate(): void
  installUpdate(): void
  showLog(): void
  saveLog(): void
}

/** Names for what most control rooms have. */
export const layoutNames: readonly string[] = ['Day shift', 'Night shift', 'Major incident']

/** What brings the palette forward while another program has the focus; no system and few programs have these. */
const hotkeys: readonly { label: string; keys: string }[] = [
  { label: 'Ctrl or ⌘ + Shift + Space', keys: 'CommandOrControl+Shift+Space' },
  { label: 'Ctrl or ⌘ + Shift + K', keys: 'CommandOrControl+Shift+K' },
  { label: 'Alt or ⌥ + Shift + S', keys: 'Alt+Shift+S' },
  { label: 'No key', keys: '' },
]

/** The application menu: the console's own actions by their groups, and what every system expects around them. */
export function menuTemplate(state: MenuState, deeds: MenuDeeds): MenuItemConstructorOptions[] {
  const mac: MenuItemConstructorOptions[] = state.platform === 'darwin' ? [{ role: 'appMenu' }] : []
  return [
    ...mac,
    {
      label: '&File',
      submenu: [
        { id: 'newWindow', label: 'New window', accelerator: 'CommandOrControl+N', click: () => deeds.newWindow() },
        {
          label: 'Wallboard on',
          submenu: state.monitors.map(({ id, label }) => ({
            id: `wallboard ${id}`,
            label,
            click: () => deeds.openWallboard(id),
          })),
        },
        { type: 'separator' },
        ...switches(state.settings, deeds),
        { type: 'separator' },
        { role: 'close' },
        { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    ...groups(state.actions, deeds),
    {
      label: '&View',
      submenu: [
        { role: 'reload' },
        { type: 'separator' },
        ...zoomItems(state, deeds),
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { label: '&Window', submenu: windowItems(state, deeds) },
    { role: 'help', submenu: helpItems(state, deeds) },
  ]
}

function switches({ openAtLogin, hotkey, ...others }: Switches, deeds: MenuDeeds): MenuItemConstructorOptions[] {
  const one = (
    id: 'closeToTray' | 'openHidden' | 'systemNotifications' | 'spellcheck',
    label: string,
  ): MenuItemConstructorOptions => checkbox(id, label, others[id], (on) => deeds.set({ [id]: on }))
  return [
    one('closeToTray', 'Keep running in the tray'),
    one('systemNotifications', 'Show notifications by the system'),
    one('spellcheck', 'Check spelling'),
    checkbox('openAtLogin', 'Start at login', openAtLogin, (on) => deeds.set({ openAtLogin: on })),
    { ...one('openHidden', 'Start at login in the tray only'), enabled: openAtLogin },
    {
      label: 'Find or do anything, from everywhere',
      submenu: hotkeys.map(({ label, keys }) => ({
        id: `hotkey ${keys}`,
        label,
        type: 'radio',
        checked: keys === hotkey,
        click: () => deeds.set({ hotkey: keys }),
      })),
    },
  ]
}

function helpItems(state: MenuState, deeds: MenuDeeds): MenuItemConstructorOptions[] {
  return [
    ...updateItems(state, deeds),
    { id: 'showLog', label: 'Show the log', click: () => deeds.showLog() },
    { id: 'saveLog', label: 'Save the log as…', click: () => deeds.saveLog() },
  ]
}

/** To install it is offered, never done unasked while somebody works. */
export function updateItem(version: string | undefined, install: () => void): MenuItemConstructorOptions[] {
  if (version === undefined) return []
  return [{ id: 'installUpdate', label: `Restart with version ${version}`, click: install }]
}

function updateItems({ update, newVersion }: MenuState, deeds: MenuDeeds): MenuItemConstructorOptions[] {
  if (update === undefined) return []
  if (newVersion !== undefined) return updateItem(newVersion, () => deeds.installUpdate())
  return [
    {
      id: 'lookForUpdate',
      label: updateWords[update],
      enabled: update === 'resting',
      click: () => deeds.lookForUpdate(),
    },
  ]
}

const updateWords: Record<UpdateState['is'], string> = {
  resting: 'Look for a newer version',
  looking: 'Looking for a newer version…',
  fetching: 'A newer version is being fetched…',
  ready: 'A newer version is ready',
  installing: 'The newer version is being installed…',
}

function windowItems(state: MenuState, deeds: MenuDeeds): MenuItemConstructorOptions[] {
  const names = [...new Set([...layoutNames, ...state.layouts])]
  return [
    { role: 'minimize' },
    {
      id: 'linked',
      label: 'Follow what is selected in other windows',
      type: 'checkbox',
      checked: state.isLinked,
      enabled: state.hasWindow,
      click: ({ checked }) => deeds.setLinked(checked),
    },
    { type: 'separator' },
    ...names.map((name): MenuItemConstructorOptions => ({
      id: `use ${name}`,
      label: `Open the layout “${name}”`,
      enabled: state.layouts.includes(name),
      click: () => deeds.useLayout(name),
    })),
    {
      label: 'Keep these windows as',
      submenu: names.map((name) => ({ id: `save ${name}`, label: name, click: () => deeds.saveLayout(name) })),
    },
    // The window asks for the name.
    ...state.actions.filter(({ id }) => id === 'layout.keep').map((action) => actionItem(action, deeds)),
    {
      label: 'Forget the layout',
      enabled: state.layouts.length > 0,
      submenu: state.layouts.map((name) => ({
        id: `forget ${name}`,
        label: name,
        click: () => deeds.forgetLayout(name),
      })),
    },
  ]
}

function zoomItems({ hasWindow: enabled }: MenuState, deeds: MenuDeeds): MenuItemConstructorOptions[] {
  const item = (step: ZoomStep, label: string, accelerator: string, visible = true): MenuItemConstructorOptions => ({
    id: visible ? `zoom ${step}` : `zoom ${step} ${accelerator}`,
    label,
    accelerator,
    visible,
    enabled,
    click: () => deeds.zoom(step),
  })
  return [
    item('reset', 'Actual size', 'CommandOrControl+0'),
    item('in', 'Zoom in', 'CommandOrControl+Plus'),
    // Where plus is a key with Shift, nobody holds Shift for it.
    item('in', 'Zoom in', 'CommandOrControl+=', false),
    item('out', 'Zoom out', 'CommandOrControl+-'),
  ]
}

function checkbox(id: string, label: string, checked: boolean, set: (on: boolean) => void): MenuItemConstructorOptions {
  return { id, label, type: 'checkbox', checked, click: (item) => set(item.checked) }
}

function groups(actions: readonly MenuAction[], deeds: MenuDeeds): MenuItemConstructorOptions[] {
  const others = actions.filter(({ id }) => id !== 'layout.keep')
  return [...Map.groupBy(others, ({ group }) => group)].map(([label, members]) => ({
    label,
    submenu: members.map((action) => actionItem(action, deeds)),
  }))
}

function actionItem({ id, title, keys }: MenuAction, deeds: MenuDeeds): MenuItemConstructorOptions {
  return { id, label: title, ...acceleratorPart(keys), click: () => deeds.run(id) }
}

/** Shown, not registered: the page handles its own keys, and would hear them twice. */
function acceleratorPart(
  keys: string | undefined,
): Pick<MenuItemConstructorOptions, 'accelerator' | 'registerAccelerator'> {
  const accelerator = acceleratorOf(keys)
  return accelerator === undefined ? {} : { accelerator, registerAccelerator: false }
}
