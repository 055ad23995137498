import type pg from 'pg'
import { v7 } from 'uuid'
import { startServer } from '../../api/testing/startServer.ts'
import { type BenchPostgres } from './BenchPostgres.ts'
import { openDatabase } from './openDatabase.ts'
import { importUpTo } from './realTickets.ts'
import { type System } from './System.ts'

/** The broker takes 50 connections of one user. */
const dispatchers = 4
const technicians = 12

export interface Signalbox extends System {
  /** Behind its back, where the re-fetching system gets its rows from. */
  superuser: pg.Client
  /** More tickets, by import beside the running server; resolves when they went out to everyone. */
  grow(tickets: number): Promise<void>
}

/** The real server as a process of its own, on a database with so many tickets. */
export async function startSignalbox(
  postgres: BenchPostgres,
  opened: AsyncDisposableStack,
  { tickets, env }: { tickets: number; env: Record<string, string> },
): Promise<Signalbox> {
  const url = await postgres.create('signalbox_bench')
  const superuser = await postgres.superuser('signalbox_bench')
  await importUpTo(url, 0, tickets)
  const server = opened.use(await startServer({ DATABASE_URL: url, ...env }))
  const signIns: { email: string; password: string }[] = []
  for (let index = 0; index < dispatchers; index++) {
    const { session } = await server.admin.newUser('dispatcher', `Dispatcher ${index}`)
    signIns.push({ email: session.user.email ?? '', password: 'a long enough password' })
  }
  for (let index = 0; index < technicians; index++) await server.admin.newUser('technician', `Technician ${index}`)
  let held = tickets
  let clients = 0
  return {
    name: 'Signalbox',
    pid: server.pid,
    server: server.http,
    superuser,
    database: openDatabase(superuser, { sites: 'site', technicians: 'technician', users: 'user' }),
    clientConfig: () => {
      const signIn = signIns[clients++ % signIns.length]
      if (!signIn) throw new Error('There are no users.')
      return { system: 'signalbox', server: server.http, signIn }
    },
    rename: (id, title) => ({
      method: 'PATCH',
      path: `/api/v1/tickets/${id}`,
      // The consoles send a key with every command, and PostgreSQL keeps it.
      headers: { authorization: `Bearer ${server.admin.session.accessToken}`, 'idempotency-key': v7() },
      body: JSON.stringify({ title }),
    }),
    grow: async (wanted) => {
      await importUpTo(url, held, wanted)
      held = Math.max(held, wanted)
      await untilSent(superuser)
      await superuser.query('vacuum analyze')
    },
  }
}

async function untilSent(superuser: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await superuser.query('select 1 from changes where seq is null limit 1')
    if (rows.length === 0) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
