import { type ImportedRow, type ImportRun } from '../contract/imports.ts'
import { type Database } from '../db/Database.ts'
import { isId } from '../contract/ids.ts'
import { present } from '../db/rows/present.ts'

/** A file with more wrong rows than this is the wrong file; the report says how many there were. */
export const mostRefusedKept = 1_000
/** Reports that are kept, and listed. */
const mostRuns = 200
/** A running import writes after each batch, and a batch waits 5 s at most for a lock: this silent, its server has ended. */
const silence = 60_000

export type RunAbout = Omit<ImportRun, 'rows' | 'next'>

interface RunRow {
  id: string
  format: ImportRun['format']
  name: string
  state: ImportRun['state']
  problem: string | null
  by_id: string | null
  by_name: string
  started_at: string
  touched_at: string
  ended_at: string | null
  progress: number
  summary: ImportRun['summary']
}

const aboutColumns =
  'id, format, name, state, problem, by_id, by_name, started_at, touched_at, ended_at, progress, summary'

/** Stores how a run stands, and forgets the oldest ones. */
export async function keepRun(db: Database, about: RunAbout, refused: readonly ImportedRow[]): Promise<void> {
  await db.service(async (service) => {
    await service.query(
      `insert into import_runs (id, format, name, state, problem, by_id, by_name, started_at, touched_at, ended_at, progress,
         summary, refused_rows)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
       on conflict (id) do update set state = excluded.state, problem = excluded.problem, touched_at = excluded.touched_at,
         ended_at = excluded.ended_at, progress = excluded.progress, summary = excluded.summary,
         refused_rows = excluded.refused_rows`,
      [
        about.id,
        about.format,
        about.name,
        about.state,
        about.problem ?? null,
        about.by.id,
        about.by.name,
        about.startedAt,
        db.now().toISOString(),
        about.endedAt ?? null,
        about.progress,
        JSON.stringify(about.summary),
        JSON.stringify(refused.slice(0, mostRefusedKept)),
      ],
    )
    await service.query(
      `delete from import_runs where id in
         (select id from import_runs order by started_at desc, id desc offset $1)`,
      [mostRuns],
    )
  })
}

/** The latest first. */
export async function listRuns(db: Database): Promise<RunAbout[]> {
  const rows = await db.service((service) =>
    service.query<RunRow>(`select ${aboutColumns} from import_runs order by started_at desc, id desc limit $1`, [
      mostRuns,
    ]),
  )
  return rows.map((row) => toAbout(row, db.now()))
}

/** With its refused rows: what became of the others is only known while the server that imported them runs. */
export async function readKeptRun(
  db: Database,
  id: string,
): Promise<{ about: RunAbout; rows: ImportedRow[] } | undefined> {
  if (!isId(id)) return undefined
  const [row] = await db.service((service) =>
    service.query<RunRow & { refused_rows: ImportedRow[] }>(
      `select ${aboutColumns}, refused_rows from import_runs where id = $1`,
      [id],
    ),
  )
  return row && { about: toAbout(row, db.now()), rows: row.refused_rows }
}

function toAbout(row: RunRow, now: Date): RunAbout {
  const { id, format, name, progress, summary } = row
  const hasDied = row.state === 'running' && now.getTime() - Date.parse(row.touched_at) > silence
  return {
    ...present({ problem: hasDied ? 'The server ended while it ran.' : row.problem }),
    ...present({ endedAt: hasDied ? row.touched_at : row.ended_at }),
    id,
    format,
    name,
    state: hasDied ? 'failed' : row.state,
    by: { id: row.by_id, name: row.by_name },
    startedAt: row.started_at,
    progress,
    summary,
  }
}
