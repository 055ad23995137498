import { readdirSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'

const desktop = path.join(import.meta.dirname, '../..')

/** Every member of Electron that the sources of main and preload name, by electron's own types; reached by a test or not. */
export function findUsedMembers(): string[] {
  const files = ['main', 'preload'].flatMap((folder) =>
    readdirSync(path.join(desktop, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => path.join(desktop, folder, file)),
  )
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ESNext,
    lib: ['lib.esnext.d.ts', 'lib.dom.d.ts'],
    types: ['node'],
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    skipLibCheck: true,
  })
  const checker = program.getTypeChecker()
  const found = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) {
      const [declaration] = checker.getSymbolAtLocation(node.name)?.declarations ?? []
      const name = declaration && memberOf(declaration, node.name.text)
      if (name !== undefined && !/Event\.|^Process\./.test(name)) found.add(name)
    }
    ts.forEachChild(node, visit)
  }
  for (const file of files) {
    const source = program.getSourceFile(file)
    if (source) visit(source)
  }
  return [...found].toSorted()
}

/** Played without being counted: what preloads have, and objects that the app is only handed. */
const uncounted: Record<string, 'emulated' | 'recorded'> = {
  ContextBridge: 'emulated',
  IpcRenderer: 'emulated',
  MenuItem: 'recorded',
  MessagePortMain: 'emulated',
  NativeImage: 'recorded',
  'Session.defaultSession': 'emulated',
  WebFrame: 'emulated',
  WebFrameMain: 'emulated',
  'WebContents.session': 'emulated',
}

/** What the stand-in makes of a member that no test has touched so that it was counted. */
export function kindOfUncounted(name: string): string {
  return uncounted[name] ?? uncounted[name.split('.')[0] ?? ''] ?? 'unreached'
}

/** Classes and modules: what is only data (bounds, details of events) does nothing. */
function memberOf({ parent }: ts.Declaration, member: string): string | undefined {
  if (!ts.isClassDeclaration(parent) && !ts.isInterfaceDeclaration(parent)) return undefined
  if (!parent.getSourceFile().fileName.endsWith('electron/electron.d.ts') || !parent.name) return undefined
  const isData =
    ts.isInterfaceDeclaration(parent) && !parent.heritageClauses && !parent.members.some(ts.isMethodSignature)
  return isData ? undefined : `${parent.name.text}.${member}`
}
