import { setTimeout as sleep } from 'node:timers/promises'
import { SyncProcess } from '../../desktop/sync/testing/SyncProcess.ts'
import { type Room } from './Room.ts'

/** How long something is away, ms. */
const away = 5_000

/** What can break, by name; each resolves when it has healed. */
export const faults: Record<string, (room: Room) => Promise<void>> = {
  'server killed (SIGKILL), started again': async (room) => {
    await room.server.kill()
    await room.startAgain()
  },
  'server told to end (SIGTERM), started again': async (room) => {
    await room.server.stop()
    await room.startAgain()
  },
  'server stands still for 5 s (SIGSTOP)': async ({ server }) => {
    server.process.kill('SIGSTOP')
    await sleep(away)
    server.process.kill('SIGCONT')
  },
  'PostgreSQL ends every connection': async ({ superuser }) => {
    await superuser.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    )
  },
  'every network connection breaks': async ({ machines }) => {
    for (const { proxy } of machines) proxy.drop()
  },
  'no network for 5 s': async ({ machines }) => {
    for (const { proxy } of machines) {
      proxy.cut = true
      proxy.drop()
    }
    await sleep(away)
    for (const { proxy } of machines) proxy.cut = false
  },
  'WebSockets refused for 5 s': async ({ machines }) => {
    for (const { proxy } of machines) {
      proxy.noUpgrade = true
      proxy.drop()
    }
    await sleep(away)
    for (const { proxy } of machines) proxy.noUpgrade = false
  },
  'sync processes killed (SIGKILL), started again': async ({ machines }) => {
    for (const machine of machines) {
      await machine.sync.kill()
      machine.sync = await SyncProcess.start({ server: machine.proxy.url, folder: machine.folder })
    }
  },
}
