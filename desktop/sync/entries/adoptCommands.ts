import { deleteDB } from 'idb'
import { ownerLockName } from '../../link/homeNames.ts'
import { type Log } from '../ports.ts'
import { type ReplicaStore } from '../replicaStore.ts'
import { databaseName, openBrowserStorage } from './browserStorage.ts'

/**
 * A console of a newer link version has a store of its own; commands that wait in an older one would be stranded there.
 * They are taken over where no worker of that version runs any more (it would hold the lock of its store), and sent
 * under their keys: whatever was carried out already is not carried out again.
 */
export async function adoptCommands(from: readonly string[], to: ReplicaStore, log: Log): Promise<void> {
  const present = new Set((await indexedDB.databases()).map(({ name }) => name))
  for (const name of from) {
    if (!present.has(databaseName(name))) continue
    await navigator.locks.request(ownerLockName(name), { ifAvailable: true }, async (lock) => {
      if (!lock) return
      const old = await openBrowserStorage({ name, log })
      const commands = await old.loadCommands()
      await to.saveCommands({ put: commands, remove: [] })
      await old.close()
      await deleteDB(databaseName(name))
      log.info('took over what an older console left', { name, commands: commands.length })
    })
  }
}
