import { type EntityType } from '../../api/contract/change.ts'
import { type Api } from './api.ts'
import { linesOf } from './ndjson.ts'
import { Passing } from './Passing.ts'
import { readSyncLine } from './serverMessages.ts'

export interface SyncLineChange {
  type: EntityType
  id: string
  version: number
  /** Undefined: gone. */
  data: unknown
}

export interface SyncAnswer {
  head: number
  lines: SyncLineChange[]
  /** When the server answered, by its own clock, ms; undefined where it does not say. */
  date: number | undefined
}

/**
 * The whole working set, or what changed since a former head. The lines are read as they arrive and given only when the
 * last one, the head, is there: an answer that breaks off says nothing (S15).
 * @throws {Passing} broken off, or not readable.
 * @throws {Refused} `gone` or `invalid_input`: `since` does not lead on, the whole set is needed.
 */
export async function fetchSync(api: Api, since: number | undefined): Promise<SyncAnswer> {
  const path = since === undefined ? '/sync' : `/sync?since=${since}`
  const answer = await api({ method: 'GET', path, headers: { accept: 'application/x-ndjson' } })
  const lines: SyncLineChange[] = []
  try {
    for await (const text of linesOf(answer.chunks())) {
      const line = readSyncLine(text)
      if (line === undefined) throw new Passing('The working set could not be read.')
      if (line === null) continue
      if ('head' in line) return { head: line.head, lines, date: dateOf(answer.header('date')) }
      const { type, id, version } = line
      lines.push({ type, id, version, data: 'gone' in line ? undefined : line.data })
    }
  } catch (error) {
    if (error instanceof Passing) throw error
    throw new Passing('The connection broke off while the working set was being fetched.')
  }
  throw new Passing('The working set was not complete.')
}

function dateOf(header: string | undefined): number | undefined {
  const date = Date.parse(header ?? '')
  return Number.isNaN(date) ? undefined : date
}
