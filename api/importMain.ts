/**
 * `npm run import`: brings tickets and their sites from a CSV file, beside a running server or alone. Ends with 0 (also
 * with refused rows), 2 where the file cannot be read, 1 where something else is wrong.
 */
import os from 'node:os'
import { readConfig } from './config.ts'
import { Refused } from './contract/errors.ts'
import { createLog } from './createLog.ts'
import { StartupError } from './db/StartupError.ts'
import { csvRows } from './import/csvRows.ts'
import { type BroughtRow } from './import/ImportedTicket.ts'
import { importReport } from './import/importReport.ts'
import { importRows } from './import/importRows.ts'
import { openCsvFile } from './import/openCsvFile.ts'
import { openForImport } from './import/openForImport.ts'
import { openRows, type ReadRow } from './import/openRows.ts'
import { readImportArguments, type ImportArguments } from './import/readImportArguments.ts'
import { realTime, relayPace, waitingChanges } from './import/relayPace.ts'
import { UnreadableFile } from './import/UnreadableFile.ts'
import { untilSignal } from './untilSignal.ts'

/** npm runs a script in the package's folder, and says where it was called. */
const calledIn = (process.env['npm_lifecycle_event'] === 'import' && process.env['INIT_CWD']) || process.cwd()

async function openFile({ file, format }: ImportArguments): Promise<AsyncGenerator<ReadRow<BroughtRow>>> {
  try {
    return await openRows(csvRows(await openCsvFile(file)), format, () => new Date())
  } catch (error) {
    throw error instanceof UnreadableFile ? new UnreadableFile(`${file} cannot be imported: ${error.message}`) : error
  }
}

async function run(stop: AbortSignal): Promise<void> {
  const asked = readImportArguments(process.argv.slice(2), calledIn)
  // Before the database: a file that is not what it should be need not start PostgreSQL.
  const tickets = await openFile(asked)
  const config = readConfig(process.env)
  await using opened = new AsyncDisposableStack()
  const { db, beside } = await openForImport({ ...config, log: createLog(config.logLevel) }, opened)
  const report = importReport(process.stdout, process.stderr, () => performance.now())
  const pace = beside ? relayPace({ waiting: () => waitingChanges(db), signal: stop, ...realTime }) : async () => {}
  const summary = await importRows({
    bring: (rows) => asked.format.bring(db, rows),
    rows: tickets,
    pace,
    signal: stop,
    ...report,
  })
  report.end(summary)
}

function sentenceFor(error: unknown): string {
  if (error instanceof UnreadableFile || error instanceof StartupError) return error.message
  if (error instanceof Refused) return `${error.message} What is imported stays; run it again to go on.`
  return String(error instanceof Error ? error.stack : error)
}

/** Nothing that was printed is cut off, also where stdout is a pipe. */
async function end(code: number): Promise<never> {
  await new Promise((resolve) => process.stdout.write('', resolve))
  process.exit(code)
}

// Whoever reads the report may stop reading it.
process.stdout.on('error', () => {})
const stop = new AbortController()
let stoppedBy: NodeJS.Signals | undefined
async function stopOnSignal(): Promise<void> {
  stoppedBy = await untilSignal()
  stop.abort()
}
void stopOnSignal()
try {
  await run(stop.signal)
  if (stoppedBy) process.stderr.write(`Stopped by ${stoppedBy}; run it again to go on.\n`)
  // As a shell reports it: 128 and the number of the signal.
  await end(stoppedBy ? 128 + os.constants.signals[stoppedBy] : 0)
} catch (error) {
  process.stderr.write(`${sentenceFor(error)}\n`)
  await end(error instanceof UnreadableFile ? 2 : 1)
}
