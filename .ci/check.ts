/** `npm run check`: everything that needs no running program, side by side where it can; prints what failed and exits 1. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'

interface Check {
  name: string
  command: string
  args: string[]
}

const bin = (name: string) => `node_modules/.bin/${name}`

/** One tsconfig for each environment: what a folder may see of Node and of browsers is checked, not agreed. */
const environments = [
  'api/contract',
  'api',
  'broker',
  'desktop/link',
  'desktop/host',
  'desktop/main',
  'desktop/preload',
  'desktop/sync/entries',
  'desktop/sync/entries/tsconfig.node.json',
  'desktop/e2e',
  'desktop/tsconfig.test.json',
  'bench/console',
  'bench/replay',
]

const checks: Check[] = [
  { name: 'layers', command: process.execPath, args: ['.ci/layers.ts'] },
  { name: 'events', command: process.execPath, args: ['.ci/events.ts', '--check'] },
  { name: 'links', command: process.execPath, args: ['.ci/links.ts'] },
  { name: 'format', command: bin('oxfmt'), args: ['--check', '.'] },
  { name: 'lint', command: bin('oxlint'), args: ['--type-aware', '--deny-warnings', '.'] },
  ...environments
    .filter((project) => existsSync(project.endsWith('.json') ? project : `${project}/tsconfig.json`))
    .map((project) => ({ name: `types of ${project}`, command: bin('tsc'), args: ['-p', project] })),
  { name: 'types of desktop/renderer', command: bin('vue-tsc'), args: ['-p', 'desktop/renderer'] },
]

async function run({ name, command, args }: Check): Promise<boolean> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (text) => (output += text))
  child.stderr.on('data', (text) => (output += text))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  process.stdout.write(code === 0 ? `ok      ${name}\n` : `FAILED  ${name}\n${output}\n`)
  return code === 0
}

let failed = 0
const waiting = [...checks]
// Two at a time: each of these programs uses more than one core by itself.
await Promise.all(
  [1, 2].map(async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) if (!(await run(check))) failed++
  }),
)
process.exitCode = failed === 0 ? 0 : 1
