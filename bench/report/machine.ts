import { execFileSync } from 'node:child_process'
import os from 'node:os'

/** Where and when the figures were made, as lines of Markdown. */
export function machine(postgresVersion: string): string {
  const cpus = os.cpus()
  const memory = Math.round(os.totalmem() / 2 ** 30)
  const load = os.loadavg().map((each) => each.toFixed(2))
  return [
    `${new Date().toISOString().slice(0, 16)}Z, ${commit()}`,
    `${cpus.length} x ${cpus[0]?.model ?? 'unknown CPU'}, ${memory} GiB, ${os.type()} ${os.release()}, load before ${load.join(' ')}`,
    `Node ${process.versions.node}, PostgreSQL ${postgresVersion}`,
  ]
    .map((line) => `- ${line}\n`)
    .join('')
}

function commit(): string {
  try {
    const changed = git('status', '--porcelain') !== ''
    return `commit ${git('rev-parse', '--short', 'HEAD')}${changed ? ' with changes' : ''}`
  } catch {
    return 'no commit'
  }
}

function git(...args: string[]): string {
  return execFileSync('git', args, {
    cwd: import.meta.dirname,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim()
}
