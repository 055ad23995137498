/**
 * Runs PostgreSQL as a child of its own and ends it when its own stdin closes, which happens when the server that
 * started it is gone in whatever way, SIGKILL included: without it PostgreSQL stays running (ground figure: always).
 * Usage: node postgresWatchdog.ts <postgres binary> [arguments...]; POSTGRES_UID and POSTGRES_GID name its account.
 */
import { spawn } from 'node:child_process'

const [binary = '', ...args] = process.argv.slice(2)
const uid = process.env['POSTGRES_UID']
const gid = process.env['POSTGRES_GID']

const postgres = spawn(binary, args, {
  cwd: '/',
  stdio: ['ignore', 'inherit', 'inherit'],
  ...(uid && gid ? { uid: Number(uid), gid: Number(gid) } : {}),
})

postgres.on('error', (error) => {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 127
})
postgres.on('exit', (code, signal) => {
  // Nothing is left to watch over.
  process.exit(code ?? (signal ? 1 : 0))
})

/** Fast shutdown: sessions are ended, nothing committed is lost. https://www.postgresql.org/docs/current/server-shutdown.html */
function stop(): void {
  postgres.kill('SIGINT')
}

process.stdin.on('end', stop).on('close', stop).on('error', stop).resume()
// A signal to the whole group must not end the watchdog before PostgreSQL.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
