import { type ReplicaMeta, type ReplicaStore, type StoredCommand, type StoredRow } from '../replicaStore.ts'
import { testId } from './ids.ts'

/**
 * What every implementation of ReplicaStore must do, whatever it is made of. Runs wherever the store lives (Node, a
 * page), so it knows no test runner: each case throws where a store is wrong.
 */
export interface StoreCase {
  name: string
  run: (open: () => Promise<ReplicaStore>) => Promise<void>
}

export const meta: ReplicaMeta = {
  userId: testId(1),
  role: 'dispatcher',
  technicianId: undefined,
  head: 10,
  asOf: 1_764_000_000_000,
  contractVersion: 1,
}

export function storedRow(number: number, version = 1): StoredRow {
  const id = testId(number)
  return { type: 'site', id, version, seq: version, data: { id, version, name: `Ünïcödé ${number} “quoted”\n` } }
}

export function storedCommand(number: number, position = number): StoredCommand {
  return {
    id: testId(number),
    position,
    userId: testId(1),
    windowId: 'w',
    command: { name: 'ticket.update', target: testId(7), input: { title: `T${number}`, plannedMinutes: null } },
    sentAt: '2026-11-22T12:00:00.000Z',
    firstTriedAt: undefined,
    subject: { type: 'ticket', id: testId(7) },
    refusal: undefined,
  }
}

function expectSame(actual: unknown, expected: unknown): void {
  const [a, b] = [canonical(actual), canonical(expected)]
  if (a !== b) throw new Error(`expected ${b?.slice(0, 500)}, got ${a?.slice(0, 500)}`)
}

/** A field that is undefined and one that is not there are the same to a store. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => a.localeCompare(b)))
      : each,
  )
}

async function contents(store: ReplicaStore): Promise<unknown> {
  const stored = await store.load()
  return stored && { ...stored, rows: stored.rows.toSorted((a, b) => a.id.localeCompare(b.id)) }
}

async function reopened(store: ReplicaStore, open: () => Promise<ReplicaStore>): Promise<ReplicaStore> {
  if (!store.durable) return store
  await store.close()
  return open()
}

export const storeCases: StoreCase[] = [
  {
    name: 'a new store is empty',
    run: async (open) => {
      const store = await open()
      expectSame([await store.load(), await store.loadCommands()], [undefined, []])
      await store.close()
    },
  },
  {
    name: 'what was appended is there after a restart: newest rows, without removed ones, with the last head',
    run: async (open) => {
      let store = await open()
      await store.append({ meta, put: [storedRow(1), storedRow(2), storedRow(3)], remove: [] })
      await store.append({ meta: { ...meta, head: 11 }, put: [storedRow(2, 5)], remove: [storedRow(1)] })
      await store.append({ meta: { ...meta, head: 12 }, put: [], remove: [] })
      store = await reopened(store, open)
      expectSame(await contents(store), { meta: { ...meta, head: 12 }, rows: [storedRow(2, 5), storedRow(3)] })
      await store.close()
    },
  },
  {
    name: 'a row may be removed and come back',
    run: async (open) => {
      let store = await open()
      await store.append({ meta, put: [storedRow(1)], remove: [] })
      await store.append({ meta, put: [], remove: [storedRow(1), storedRow(99)] })
      await store.append({ meta, put: [storedRow(1, 2)], remove: [] })
      store = await reopened(store, open)
      expectSame(await contents(store), { meta, rows: [storedRow(1, 2)] })
      await store.close()
    },
  },
  {
    name: 'replace leaves nothing of before, and appends go on from it',
    run: async (open) => {
      let store = await open()
      await store.append({ meta, put: [storedRow(1), storedRow(2)], remove: [] })
      const rows = Array.from({ length: 5_000 }, (_, index) => storedRow(index + 10))
      await store.replace({ ...meta, head: 50 }, rows)
      await store.append({ meta: { ...meta, head: 51 }, put: [storedRow(10, 2)], remove: [storedRow(11)] })
      store = await reopened(store, open)
      const expected = [storedRow(10, 2), ...rows.slice(2)]
      expectSame(await contents(store), { meta: { ...meta, head: 51 }, rows: expected })
      await store.close()
    },
  },
  {
    name: 'a replace that fails half-way leaves all as it was',
    run: async (open) => {
      let store = await open()
      await store.append({ meta, put: [storedRow(1), storedRow(2)], remove: [] })
      function* failing() {
        for (let row = 10; row < 3_000; row++) yield storedRow(row)
        throw new Error('planted')
      }
      if (store.durable) {
        await store.replace({ ...meta, head: 99 }, failing()).catch(() => {})
        store = await reopened(store, open)
      }
      expectSame(await contents(store), { meta, rows: [storedRow(1), storedRow(2)] })
      await store.close()
    },
  },
  {
    name: 'after many small writes a replace is wanted or not needed, and nothing is lost',
    run: async (open) => {
      let store = await open()
      for (let write = 1; write <= 250; write++) {
        const { wantsReplace } = await store.append({
          meta: { ...meta, head: write },
          put: [storedRow(write % 7)],
          remove: [],
        })
        if (wantsReplace) await store.replace({ ...meta, head: write }, (await store.load())?.rows ?? [])
      }
      store = await reopened(store, open)
      const rows = [0, 1, 2, 3, 4, 5, 6].map((number) => storedRow(number))
      expectSame(await contents(store), { meta: { ...meta, head: 250 }, rows })
      await store.close()
    },
  },
  {
    name: 'clearing forgets the rows and keeps the commands',
    run: async (open) => {
      let store = await open()
      await store.append({ meta, put: [storedRow(1)], remove: [] })
      await store.saveCommands({ put: [storedCommand(1)], remove: [] })
      await store.clear()
      store = await reopened(store, open)
      expectSame([await store.load(), await store.loadCommands()], [undefined, [storedCommand(1)]])
      await store.close()
    },
  },
  {
    name: 'commands come back in their order, changed ones in their place',
    run: async (open) => {
      let store = await open()
      await store.saveCommands({ put: [storedCommand(5, 2), storedCommand(4, 1)], remove: [] })
      await store.saveCommands({ put: [storedCommand(3, 10), storedCommand(6, 9)], remove: [testId(5)] })
      const refused = {
        ...storedCommand(4, 1),
        refusal: { code: 'conflict' as const, message: 'No.', details: { a: [1] } },
      }
      await store.saveCommands({ put: [refused], remove: [testId(77)] })
      store = await reopened(store, open)
      expectSame(await store.loadCommands(), [refused, storedCommand(6, 9), storedCommand(3, 10)])
      await store.close()
    },
  },
]
