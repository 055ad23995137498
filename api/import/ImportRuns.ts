import { type Readable } from 'node:stream'
import { v7 as newId } from 'uuid'
import { notFound, Refused } from '../contract/errors.ts'
import { type ImportedRow, type ImportFormatName, type ImportPreview, type ImportRun } from '../contract/imports.ts'
import { type Principal } from '../contract/principal.ts'
import { type Database, type Log } from '../db/Database.ts'
import { type FileStore, type ReceivedFile } from '../db/FileStore.ts'
import { csvRows } from './csvRows.ts'
import { type ImportFormat } from './ImportedTicket.ts'
import { importFormats } from './importFormats.ts'
import { nothingYet } from './ImportSummary.ts'
import { keepRun, listRuns, mostRefusedKept, readKeptRun, type RunAbout } from './keptRuns.ts'
import { importRows } from './importRows.ts'
import { openCsvFile } from './openCsvFile.ts'
import { openRows } from './openRows.ts'
import { previewImport } from './previewImport.ts'
import { realTime, relayPace, waitingChanges } from './relayPace.ts'
import { UnreadableFile } from './UnreadableFile.ts'

export interface ArrivingFile {
  format: ImportFormatName
  name: string
  stream: Readable
  wasCut: () => void
}

/** Rows of the report in one answer. */
const pageSize = 1_000
/** Reports by row that are kept in memory: of older ones, and after a restart, the counts and the refused rows are there. */
const runsInMemory = 20

interface Run {
  about: RunAbout
  rows: ImportedRow[]
}

/** The imports that people start from the console: one at a time, each with its report by row. */
export class ImportRuns {
  readonly #db: Database
  readonly #files: FileStore
  readonly #log: Log
  readonly #runs = new Map<string, Run>()
  readonly #stop = new AbortController()
  #current: Promise<void> | undefined
  #keeping = Promise.resolve()

  constructor({ db, files, log }: { db: Database; files: FileStore; log: Log }) {
    this.#db = db
    this.#files = files
    this.#log = log
  }

  async preview({ format, name, stream, wasCut }: ArrivingFile): Promise<ImportPreview> {
    const received = await this.#files.receive(stream)
    try {
      wasCut()
      const pieces = await openCsvFile(received.path)
      return await previewImport({ db: this.#db, format: formatOf(format), name, pieces })
    } catch (error) {
      throw asRefusal(error)
    } finally {
      await this.#files.discard(received)
    }
  }

  async begin({ format, name, stream, wasCut }: ArrivingFile, principal: Principal): Promise<ImportRun> {
    const received = await this.#files.receive(stream)
    try {
      wasCut()
      if (this.#current) throw new Refused('conflict', 'Another import is running: wait until it has ended.')
      const run: Run = {
        about: {
          id: newId(),
          format,
          name,
          state: 'running',
          by: { id: principal.userId, name: principal.name },
          startedAt: this.#db.now().toISOString(),
          progress: 0,
          summary: { ...nothingYet },
        },
        rows: [],
      }
      this.#hold(run)
      this.#current = this.#run(run, received)
      return pageOf(run, 0)
    } catch (error) {
      await this.#files.discard(received)
      throw error
    }
  }

  /** With the report by row, where this server has it; `from` counts its rows. */
  find(id: string, from: number): ImportRun | undefined {
    const run = this.#runs.get(id)
    return run && pageOf(run, from)
  }

  /** With what was kept of it. @throws {Refused} not_found */
  async read(id: string, from: number): Promise<ImportRun> {
    const run = await readKeptRun(this.#db, id)
    if (!run) throw notFound('import')
    return pageOf(run, from)
  }

  /** The latest first, without their rows. */
  async list(): Promise<ImportRun[]> {
    const kept = await listRuns(this.#db)
    return kept.map((about) => ({ ...(this.#runs.get(about.id)?.about ?? about), rows: [] }))
  }

  /** What runs stops after the batch it is at; what is imported stays. */
  async close(): Promise<void> {
    this.#stop.abort()
    await this.#current
  }

  #hold(run: Run): void {
    this.#runs.set(run.about.id, run)
    const [oldest] = this.#runs.keys()
    if (this.#runs.size > runsInMemory && oldest !== undefined) this.#runs.delete(oldest)
  }

  async #run(run: Run, received: ReceivedFile): Promise<void> {
    const { about } = run
    try {
      await this.#keep(run)
      await this.#import(run, received)
      end(about, this.#db.now(), this.#stop.signal.aborted ? 'The server was ended.' : undefined)
    } catch (error) {
      const refusal = asRefusal(error)
      const said = refusal instanceof Refused ? refusal.message : 'Something went wrong here. It has been logged.'
      if (!(refusal instanceof Refused)) this.#log.error({ error: String(error) }, 'an import failed')
      end(about, this.#db.now(), said)
    } finally {
      await this.#keep(run)
      this.#current = undefined
      await this.#files.discard(received)
    }
  }

  /** One after the other: what is older must not overwrite what is newer. An import does not fail for its report. */
  #keep({ about, rows }: Run): Promise<void> {
    const kept = { ...about }
    const refused = rows.filter(({ outcome }) => outcome === 'refused').slice(0, mostRefusedKept)
    this.#keeping = this.#keeping.then(() =>
      keepRun(this.#db, kept, refused).catch((error: unknown) =>
        this.#log.warn({ error: String(error) }, 'the report of an import could not be kept'),
      ),
    )
    return this.#keeping
  }

  async #import(run: Run, received: ReceivedFile): Promise<void> {
    const { about, rows } = run
    const db = this.#db
    const format = formatOf(about.format)
    const { signal } = this.#stop
    const pieces = counted(await openCsvFile(received.path), (bytes) => {
      about.progress = Math.min(1, about.progress + bytes / received.size)
    })
    await importRows({
      bring: (batch) => format.bring(db, batch),
      rows: await openRows(csvRows(pieces), format, db.now),
      onRefused: (line, reason) => void rows.push({ line, outcome: 'refused', reason }),
      onBrought: (line, { externalRef, title }, outcome) => void rows.push({ line, outcome, externalRef, title }),
      onProgress: (summary) => {
        about.summary = summary
        void this.#keep(run)
      },
      pace: relayPace({ waiting: () => waitingChanges(db), signal, ...realTime }),
      signal,
    }).then((summary) => (about.summary = summary))
  }
}

function pageOf({ about, rows }: Run, from: number): ImportRun {
  const next = from + pageSize
  return { ...about, rows: rows.slice(from, next), ...(next < rows.length ? { next } : {}) }
}

function end(about: RunAbout, now: Date, problem: string | undefined): void {
  about.state = problem === undefined ? 'done' : 'failed'
  about.endedAt = now.toISOString()
  if (problem === undefined) about.progress = 1
  else about.problem = problem
}

function formatOf(name: ImportFormatName): ImportFormat {
  const format = importFormats.get(name)
  if (!format) throw new Refused('invalid_input', `The format ${name} is not known.`, { field: 'format' })
  return format
}

async function* counted(pieces: AsyncIterable<string>, onBytes: (bytes: number) => void): AsyncGenerator<string> {
  for await (const piece of pieces) {
    onBytes(Buffer.byteLength(piece))
    yield piece
  }
}

function asRefusal(error: unknown): unknown {
  if (!(error instanceof UnreadableFile)) return error
  return new Refused('invalid_input', `This file cannot be imported: ${error.message}`, { field: 'file' })
}
