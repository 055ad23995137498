/**
 * Checks every relative link of the README and docs/: the file must exist, and where the link's text is `code` the file must
 * contain those words. A walk through the code that names what is no longer there is worse than none.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => file && existsSync(file))

const problems: string[] = []
let checked = 0
for (const file of files) {
  for (const [, text = '', target = ''] of readFileSync(file, 'utf8').matchAll(/\[([^\]]+)\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target) || target.startsWith('#')) continue
    checked++
    const to = path.join(path.dirname(file), target.split('#')[0] ?? '')
    const code = /^`([^`]+)`$/.exec(text)?.[1]
    if (!existsSync(to)) problems.push(`${file}: ${target} does not exist`)
    else if (
      code !== undefined &&
      !target.endsWith('/') &&
      !readFileSync(to, 'utf8').includes(code.replace(/\(\)$/, ''))
    ) {
      problems.push(`${file}: ${target} does not contain ${code}`)
    }
  }
}
for (const problem of problems) process.stderr.write(`${problem}\n`)
process.stdout.write(`links: ${checked} checked, ${problems.length} broken\n`)
process.exitCode = problems.length === 0 ? 0 : 1
