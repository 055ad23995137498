import { expect, test } from 'vitest'
import type { MenuItemConstructorOptions } from 'electron'
import { menuTemplate, type MenuDeeds, type MenuState } from './menuTemplate.ts'

const state: MenuState = {
  platform: 'linux',
  actions: [
    { id: 'app.palette', title: 'Find or do anything', group: 'Anywhere', keys: '$mod+k' },
    { id: 'go.tickets', title: 'Go to Tickets', group: 'Go to', keys: 'g t' },
    { id: 'ticket.create', title: 'New ticket', group: 'Anywhere', keys: 'c' },
  ],
  hasWindow: true,
  isLinked: false,
  settings: {
    closeToTray: true,
    openAtLogin: false,
    openHidden: true,
    systemNotifications: true,
    spellcheck: true,
    hotkey: '',
  },
  layouts: ['Night shift', 'Flood'],
  monitors: [{ id: 7, label: 'Wall (1920 × 1080)' }],
  update: 'resting',
  newVersion: undefined,
}
const ignored: MenuDeeds = {
  run: () => {},
  newWindow: () => {},
  setLinked: () => {},
  saveLayout: () => {},
  useLayout: () => {},
  lookForUpdate: () => {},
  installUpdate: () => {},
  forgetLayout: () => {},
  openWallboard: () => {},
  zoom: () => {},
  set: () => {},
  showLog: () => {},
  saveLog: () => {},
}

function itemsOf(template: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? itemsOf(item.submenu) : [])])
}
const itemOf = (id: string, more: Partial<MenuState> = {}) =>
  itemsOf(menuTemplate({ ...state, ...more }, ignored)).find((item) => item.id === id)

test('each action of the registry is in the menu once, under its group', () => {
  const groups = menuTemplate(state, ignored).filter(({ label }) => label === 'Anywhere' || label === 'Go to')
  expect(groups.map(({ label, submenu }) => [label, Array.isArray(submenu) && submenu.map(({ id }) => id)])).toEqual([
    ['Anywhere', ['app.palette', 'ticket.create']],
    ['Go to', ['go.tickets']],
  ])
})

test('keys that the page hears itself are shown and never registered a second time', () => {
  expect(itemOf('app.palette')).toMatchObject({ accelerator: 'CommandOrControl+K', registerAccelerator: false })
  expect(itemOf('ticket.create')).not.toHaveProperty('accelerator')
})

test('a layout can be opened and forgotten only where one of that name was kept; a wallboard on each monitor', () => {
  const enabled = ['use Night shift', 'use Flood', 'use Day shift'].map((id) => itemOf(id)?.enabled)
  expect(enabled).toEqual([true, true, false])
  expect([itemOf('forget Flood')?.label, itemOf('forget Day shift')]).toEqual(['Flood', undefined])
  expect(itemOf('wallboard 7')?.label).toBe('Wall (1920 × 1080)')
})

test('without a window nothing can be linked; only macOS has a menu of the app itself', () => {
  expect(itemOf('linked', { hasWindow: false })?.enabled).toBe(false)
  const roles = (platform: string) => menuTemplate({ ...state, platform }, ignored).map(({ role }) => role)
  expect([roles('darwin').includes('appMenu'), roles('win32').includes('appMenu')]).toEqual([true, false])
})

test('a newer version can be looked for where there is a place to look, and taken as soon as it is on this machine', () => {
  const labelled = (more: Partial<MenuState>) => [itemOf('lookForUpdate', more), itemOf('installUpdate', more)]
  expect(labelled({ update: undefined })).toEqual([undefined, undefined])
  expect(labelled({ update: 'resting' })).toEqual([expect.objectContaining({ enabled: true }), undefined])
  expect(labelled({ update: 'fetching' })).toEqual([expect.objectContaining({ enabled: false }), undefined])
  expect(labelled({ update: 'ready', newVersion: '0.2.0' })).toEqual([
    undefined,
    expect.objectContaining({ label: 'Restart with version 0.2.0' }),
  ])
})
