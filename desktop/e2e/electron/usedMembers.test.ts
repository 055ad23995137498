import { expect, test } from 'vitest'
import { readMemberList } from '../testing/memberList.ts'
import { findUsedMembers } from './usedMembers.ts'

test(
  'the list for people names every member of Electron that the app`s sources name; else let the tests write it',
  { timeout: 180_000 },
  () => {
    const used = findUsedMembers()
    expect(used).toContain('BrowserWindow.loadURL')
    expect(used).toContain('Tray.setTitle')
    expect(used).toContain('ContextBridge.exposeInMainWorld')
    const listed = readMemberList()
    expect(used.filter((name) => !listed.has(name))).toEqual([])
  },
)
