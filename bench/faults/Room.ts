import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type pg from 'pg'
import { ApiClient, testPassword } from '../../api/testing/ApiClient.ts'
import { startServer, type TestServer } from '../../api/testing/startServer.ts'
import { FaultyProxy } from '../../desktop/sync/testing/FaultyProxy.ts'
import { SyncProcess } from '../../desktop/sync/testing/SyncProcess.ts'
import { countWrong } from '../clients/countWrong.ts'
import { type BenchPostgres } from '../systems/BenchPostgres.ts'
import { openDatabase } from '../systems/openDatabase.ts'
import { importUpTo } from '../systems/realTickets.ts'
import { type SystemDatabase } from '../systems/System.ts'

const database = 'signalbox_faults'
const tickets = 500
const machines = 6

/** A machine of a dispatcher, behind a network of its own. */
export interface Machine {
  proxy: FaultyProxy
  folder: string
  sync: SyncProcess
}

/** One server on one database, with several people's machines; each of its parts can be broken. */
export class Room {
  readonly #url: string
  readonly superuser: pg.Client
  readonly database: SystemDatabase
  readonly machines: Machine[] = []
  server: TestServer
  admin: ApiClient

  private constructor(url: string, superuser: pg.Client, server: TestServer) {
    this.#url = url
    this.superuser = superuser
    this.server = server
    this.admin = server.admin
    this.database = openDatabase(superuser, { sites: 'site', users: 'user' })
  }

  static async open(opened: AsyncDisposableStack, postgres: BenchPostgres): Promise<Room> {
    const url = await postgres.create(database)
    await importUpTo(url, 0, tickets)
    const server = await startServer({ DATABASE_URL: url })
    opened.use(server)
    const room = new Room(url, await postgres.superuser(database), server)
    opened.defer(async () => void (await room.server.stop()))
    const emails: string[] = []
    for (let index = 0; index < machines; index++) {
      const { session } = await server.admin.newUser('dispatcher', `Dispatcher ${index}`)
      emails.push(session.user.email ?? '')
    }
    for (const email of emails) await room.#join(opened, email)
    return room
  }

  async #join(opened: AsyncDisposableStack, email: string): Promise<void> {
    const proxy = await FaultyProxy.open(() => new URL(this.server.http))
    opened.defer(() => proxy.close())
    const folder = await mkdtemp(path.join(tmpdir(), 'signalbox-faults-'))
    opened.defer(() => rm(folder, { recursive: true, force: true }))
    const sync = await SyncProcess.start({ server: proxy.url, folder })
    const machine: Machine = { proxy, folder, sync }
    opened.defer(() => machine.sync.kill())
    await sync.window.untilPhase('signed_out')
    await sync.window.caller.call('signIn', { email, password: testPassword })
    await sync.window.untilPhase('live')
    this.machines.push(machine)
  }

  /** After the server has ended, in whichever way: another one with the same keys. */
  async startAgain(): Promise<void> {
    const { dataDir, admin } = this.server
    this.server = await startServer({ DATABASE_URL: this.#url }, dataDir)
    this.admin = ApiClient.resume(this.server.http, admin.session)
  }

  /** Rows that differ from the database, over all machines. */
  async countWrong(): Promise<number> {
    const truth = await this.database.truth()
    return this.machines.reduce((sum, { sync }) => sum + countWrong(sync.window.rows.values(), truth), 0)
  }
}
