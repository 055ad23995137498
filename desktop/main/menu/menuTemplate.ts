import type { MenuItemConstructorOptions } from 'electron'
import { type MenuAction } from '../../host/desktopBridge.ts'
import { type UpdateState } from '../updates/updateStep.ts'
import { acceleratorOf } from './accelerator.ts'

export interface MenuState {
  platform: string
  /** What can be done in the window that has the focus, as its registry says; none without a window. */
  actions: readonly MenuAction[]
  hasWindow: boolean
  isLinked: boolean
  closeToTray: boolean
  openAtLogin: boolean
  /** Layouts that were kept for the monitors there are now. */
  layouts: readonly string[]
  /** Where an update stands; undefined where there is nowhere to look for one. */
  update: UpdateState['is'] | undefined
  /** The one that lies on this machine. */
  newVersion: string | undefined
}

export interface MenuDeeds {
  run(actionId: string): void
  newWindow(): void
  setLinked(linked: boolean): void
  saveLayout(name: string): void
  useLayout(name: string): void
  setCloseToTray(on: boolean): void
  setOpenAtLogin(on: boolean): void
  lookForUpdate(): void
  installUpdate(): void
  showLog(): void
}

/** Names for what most control rooms have. */
export const layoutNames: readonly string[] = ['Day shift', 'Night shift', 'Major incident']

/** The application menu: the console's own actions by their groups, and what every system expects around them. */
export function menuTemplate(state: MenuState, deeds: MenuDeeds): MenuItemConstructorOptions[] {
  const mac: MenuItemConstructorOptions[] = state.platform === 'darwin' ? [{ role: 'appMenu' }] : []
  return [
    ...mac,
    {
      label: '&File',
      submenu: [
        { id: 'newWindow', label: 'New window', accelerator: 'CommandOrControl+N', click: () => deeds.newWindow() },
        { type: 'separator' },
        ...checkbox('closeToTray', 'Keep running in the tray', state.closeToTray, (on) => deeds.setCloseToTray(on)),
        ...checkbox('openAtLogin', 'Start at login', state.openAtLogin, (on) => deeds.setOpenAtLogin(on)),
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
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { label: '&Window', submenu: windowItems(state, deeds) },
    {
      role: 'help',
      submenu: [...updateItems(state, deeds), { id: 'showLog', label: 'Show the log', click: () => deeds.showLog() }],
    },
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
    ...layoutNames.map((name): MenuItemConstructorOptions => ({
      id: `use ${name}`,
      label: `Open the layout “${name}”`,
      enabled: state.layouts.includes(name),
      click: () => deeds.useLayout(name),
    })),
    {
      label: 'Keep these windows as',
      submenu: layoutNames.map((name) => ({ id: `save ${name}`, label: name, click: () => deeds.saveLayout(name) })),
    },
  ]
}

function checkbox(
  id: string,
  label: string,
  checked: boolean,
  set: (on: boolean) => void,
): MenuItemConstructorOptions[] {
  return [{ id, label, type: 'checkbox', checked, click: (item) => set(item.checked) }]
}

function groups(actions: readonly MenuAction[], deeds: MenuDeeds): MenuItemConstructorOptions[] {
  return [...Map.groupBy(actions, ({ group }) => group)].map(([label, members]) => ({
    label,
    submenu: members.map(({ id, title, keys }) => ({
      id,
      label: title,
      ...acceleratorPart(keys),
      click: () => deeds.run(id),
    })),
  }))
}

/** Shown, not registered: the page handles its own keys, and would hear them twice. */
function acceleratorPart(
  keys: string | undefined,
): Pick<MenuItemConstructorOptions, 'accelerator' | 'registerAccelerator'> {
  const accelerator = acceleratorOf(keys)
  return accelerator === undefined ? {} : { accelerator, registerAccelerator: false }
}
