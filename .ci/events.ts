/** Writes docs/events.md from the contract; with --check only compares, and exits 1 where they differ. */
import { readFileSync, writeFileSync } from 'node:fs'
import { events } from '../api/contract/events.ts'
import { topics } from '../api/contract/topics.ts'

const file = 'docs/events.md'
const rows = events.flatMap(({ type, topic, retained, actions }) =>
  Object.entries(actions).map(([action, what]) => `| ${type} | \`${topic}\` | ${retained} | \`${action}\` | ${what} |`),
)
const text = `# Every event

Written by \`npm run events\` from [the contract](../api/contract/events.ts); never edit it. Each is one committed change with one number on one
topic, in the envelope of the contract; besides it travels in the feeds of those who may see it.

| type | topic | retained | action | when |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

Beside these: \`${topics.assignments('<technician>')}\` (retained; type \`assignments\`, action \`update\`: the list of a technician's active assignments),
\`${topics.head}\` (retained; the watermark), and in feeds the action \`gone\` for what has left one's view.
`

if (!process.argv.includes('--check')) writeFileSync(file, text)
else if (readFileSync(file, 'utf8') !== text) {
  process.stderr.write(`${file} is not what the contract says: npm run events\n`)
  process.exitCode = 1
}
