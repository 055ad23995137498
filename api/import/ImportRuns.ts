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
import { importTickets } from './importTickets.ts'
import { openCsvFile } from './openCsvFile.ts'
import { openTickets } from './openTickets.ts'
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
/** Reports that are kept: they live in memory, and with a server that ends they are gone; what was imported is not. */
const keptRuns = 20

interface Run {
  about: Omit<ImportRun, 'rows' | 'next'>
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
      return await previewImport({ db: this.#db, format: formatOf(format), formatName: format, name, pieces })
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
      this.#keep(run)
      this.#current = this.#run(run, received)
      return this.read(run.about.id, 0)
    } catch (error) {
      await this.#files.discard(received)
      throw error
    }
  }

  read(id: string, from: number): ImportRun {
    const run = this.find(id, from)
    if (!run) throw notFound('import')
    return run
  }

  find(id: string, from: number): ImportRun | undefined {
    const run = this.#runs.get(id)
    if (!run) return undefined
    const next = from + pageSize
    return { ...run.about, rows: run.rows.slice(from, next), ...(next < run.rows.length ? { next } : {}) }
  }

  /** What runs stops after the batch it is at; what is imported stays. */
  async close(): Promise<void> {
    this.#stop.abort()
    await this.#current
  }

  #keep(run: Run): void {
    this.#runs.set(run.about.id, run)
    const [oldest] = this.#runs.keys()
    if (this.#runs.size > keptRuns && oldest !== undefined) this.#runs.delete(oldest)
  }

  async #run(run: Run, received: ReceivedFile): Promise<void> {
    try {
      await this.#import(run, received)
      run.about.state = this.#stop.signal.aborted ? 'failed' : 'done'
      run.about.progress = 1
    } catch (error) {
      const refusal = asRefusal(error)
      run.about.state = 'failed'
      run.about.problem =
        refusal instanceof Refused ? refusal.message : 'Something went wrong here. It has been logged.'
      if (!(refusal instanceof Refused)) this.#log.error({ error: String(error) }, 'an import failed')
    } finally {
      run.about.endedAt = this.#db.now().toISOString()
      this.#current = undefined
      await this.#files.discard(received)
    }
  }

  async #import({ about, rows }: Run, received: ReceivedFile): Promise<void> {
    const db = this.#db
    const format = formatOf(about.format)
    const { signal } = this.#stop
    const pieces = counted(await openCsvFile(received.path), (bytes) => {
      about.progress = Math.min(1, about.progress + bytes / received.size)
    })
    await importTickets({
      db,
      source: format.name,
      tickets: await openTickets(csvRows(pieces), format, db.now),
      onRefused: (line, reason) => void rows.push({ line, outcome: 'refused', reason }),
      onBrought: (line, { externalRef, title }, outcome) => void rows.push({ line, outcome, externalRef, title }),
      onProgress: (summary) => void (about.summary = summary),
      pace: relayPace({ waiting: () => waitingChanges(db), signal, ...realTime }),
      signal,
    }).then((summary) => (about.summary = summary))
  }
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
