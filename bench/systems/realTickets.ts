import { Database } from '../../api/db/Database.ts'
import { migrate } from '../../api/db/migrate.ts'
import { type ImportedTicket } from '../../api/import/ImportedTicket.ts'
import { importBatch } from '../../api/import/importBatch.ts'
import { importRows } from '../../api/import/importRows.ts'
import { type ReadRow } from '../../api/import/openRows.ts'
import { fixtureFile, realFile, ticketsOf } from '../../api/import/testing/fixture.ts'

const quiet = { debug() {}, info() {}, warn() {}, error() {} }

/** Where the texts come from. */
export const sourceOfTickets = realFile === undefined ? '20 real rows, repeated' : 'NYC 311, 15-16 April 2024'

/** So many open tickets with the real rows' texts; past the file's end they begin again as other tickets at the same sites. */
async function* openTickets(from: number, to: number): AsyncGenerator<ReadRow> {
  const usable: ImportedTicket[] = []
  for await (const read of await ticketsOf(realFile ?? fixtureFile)) {
    if ('row' in read) usable.push(read.row)
  }
  for (let index = from; index < to; index++) {
    const ticket = usable[index % usable.length]
    if (!ticket) throw new Error('The file holds no tickets.')
    const externalRef = `${ticket.externalRef}-${Math.floor(index / usable.length)}`
    // What ended in 2024 would be in nobody's working set.
    yield { line: index, row: { ...ticket, externalRef, sourceStatus: 'Open', closedAt: undefined } }
  }
}

/** Imports tickets into Signalbox's database until there are so many; the ones that are there stay as they are. */
export async function importUpTo(url: string, from: number, to: number): Promise<void> {
  await migrate(url)
  await using opened = new AsyncDisposableStack()
  const db = new Database({ url, log: quiet, applicationName: 'bench' })
  opened.defer(() => db.close())
  await importRows({
    bring: (rows) => importBatch(db, 'bench', rows),
    rows: openTickets(from, to),
    onRefused: (_line, reason) => {
      throw new Error(`A real row was refused: ${reason}`)
    },
    onProgress: () => {},
    pace: async () => {},
    signal: new AbortController().signal,
  })
}
