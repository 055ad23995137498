/** `node desktop/e2e/electron/writeMembers.ts`: which members electron's own types name, for the stand-in's strictness. */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import ts from 'typescript'

/** What the stand-in plays. */
const types = [
  'App',
  'AutoUpdater',
  'BrowserWindow',
  'ClientRequest',
  'WebContents',
  'Dialog',
  'GlobalShortcut',
  'IpcMain',
  'Menu',
  'MessageChannelMain',
  'NativeImage',
  'NativeTheme',
  'Net',
  'Notification',
  'PowerMonitor',
  'PowerSaveBlocker',
  'Protocol',
  'SafeStorage',
  'Screen',
  'Session',
  'Shell',
  'Tray',
  'UtilityProcess',
  'WebFrameMain',
]

export function findMembers(): Record<string, string[]> {
  const file = createRequire(import.meta.url).resolve('electron/electron.d.ts')
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest)
  const found = new Map<string, Set<string>>()
  const visit = (node: ts.Node): void => {
    if (
      (ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node)) &&
      node.name &&
      types.includes(node.name.text)
    ) {
      const names = found.get(node.name.text) ?? new Set()
      for (const { name } of node.members) if (name && ts.isIdentifier(name)) names.add(name.text)
      found.set(node.name.text, names)
    }
    if (ts.isSourceFile(node) || ts.isModuleDeclaration(node) || ts.isModuleBlock(node)) ts.forEachChild(node, visit)
  }
  visit(source)
  return Object.fromEntries(types.map((type) => [type, [...(found.get(type) ?? [])].toSorted()]))
}

export const membersFile = path.join(import.meta.dirname, 'members.json')

if (import.meta.main) writeFileSync(membersFile, `${JSON.stringify(findMembers(), undefined, 2)}\n`)
