import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { findUsedMembers, kindOfUncounted } from '../electron/usedMembers.ts'

const file = path.join(import.meta.dirname, '../../../docs/electron-members.md')

const head = `# What the desktop app uses of Electron

All that the app's sources name of Electron, and what its updater touches besides. Made by the tests (\`SIGNALBOX_WRITE_MEMBERS=1 npx vitest run --project e2e desktop/e2e/desktop\`),
which fail where the app uses something that is not here. On the stand-in a member is **emulated** (it does what Electron's does, as far
as our code can see) or **recorded** (noted for the test to look at; nothing happens). **unreached** is what no test comes to, mostly since
it is for Windows or macOS alone: nothing here shows that it works. A member that the stand-in does not play is refused: it throws.
See [0031](decisions/0031-a-stand-in-for-electron.md) for what this does not show.

`

/** Members of Electron, and what the stand-in makes of them. */
export function readMemberList(): Map<string, string> {
  const lines = readFileSync(file, 'utf8').matchAll(/^- `(.+)`: (\w+)$/gm)
  return new Map([...lines].map(([, name = '', kind = '']) => [name, kind]))
}

export function writeMemberList(touched: ReadonlyMap<string, string>): void {
  const used = findUsedMembers().map((name): [string, string] => [name, kindOfUncounted(name)])
  // Several files of tests, one after the other, each add what they touch.
  const all = new Map([...used, ...readMemberList(), ...touched])
  const lines = [...all].map(([name, kind]) => `- \`${name}\`: ${kind}\n`).toSorted()
  writeFileSync(file, head + lines.join(''))
}
