import { type ImportPreview, type ImportRun } from '../../api/contract/imports.ts'
import { type Calls, type Export, type ImportFile } from '../link/messages.ts'
import { isRecord } from '../link/wire.ts'
import { type Api } from './api.ts'
import { asRefusal, uploadDeadline } from './files.ts'
import { Passing } from './Passing.ts'
import { type HttpAnswer } from './ports.ts'
import { readJson } from './serverCall.ts'

/** A year of tickets is 30 MB of CSV: the deadline of the call that waits for it is a little longer (link/messages.ts). */
const exportDeadline = 300_000

/** @throws {Refused} as the server says, or `unavailable`. */
export function exportCsv(api: Api, { collection, params }: Export): Promise<Calls['exportCsv']['output']> {
  return getFile(api, `/exports/${collection}.csv`, { ...params, bom: 'true' }, `signalbox-${collection}.csv`)
}

/** A file that the server makes, with its name or the given one. @throws {Refused} as the server says, or `unavailable`. */
export async function getFile(
  api: Api,
  path: string,
  params: Record<string, string>,
  name: string,
): Promise<{ bytes: ArrayBuffer; name: string }> {
  const query = Object.entries(params).map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
  try {
    const answer = await api({ method: 'GET', path: `${path}?${query.join('&')}`, deadline: exportDeadline })
    return { bytes: await answer.bytes(), name: nameIn(answer) ?? name }
  } catch (error) {
    throw asRefusal(error)
  }
}

function nameIn(answer: HttpAnswer): string | undefined {
  return /filename="([\w.-]+)"/.exec(answer.header('content-disposition') ?? '')?.[1]
}

/** @throws {Refused} as the server says, or `unavailable`. */
export async function previewImport(api: Api, file: ImportFile): Promise<ImportPreview> {
  return readAs(isPreview, send(api, '/imports/preview', file))
}

/** @throws {Refused} as the server says (`conflict` while another one runs), or `unavailable`. */
export async function runImport(api: Api, file: ImportFile): Promise<ImportRun> {
  return readAs(isRun, send(api, '/imports', file))
}

/** @throws {Refused} `not_found` once the server has forgotten it, or `unavailable`. */
export async function importReport(api: Api, { id, from }: Calls['importReport']['input']): Promise<ImportRun> {
  return readAs(isRun, api({ method: 'GET', path: `/imports/${encodeURIComponent(id)}?from=${from}` }))
}

/** @throws {Refused} as the server says, or `unavailable`. */
export async function listImports(api: Api): Promise<ImportRun[]> {
  return (await readAs(areRuns, api({ method: 'GET', path: '/imports' }))).items
}

function send(api: Api, path: string, { format, name, bytes }: ImportFile): Promise<HttpAnswer> {
  const file = { field: 'file', name, bytes }
  return api({ method: 'POST', path: `${path}?format=${format}`, file, deadline: uploadDeadline })
}

/** These are shown and never acted upon: what makes them what they are is checked, the rest is the contract's. */
function isPreview(body: unknown): body is ImportPreview {
  return isRecord(body) && Array.isArray(body.columns) && Array.isArray(body.rows) && Array.isArray(body.refusedRows)
}

function isRun(body: unknown): body is ImportRun {
  return isRecord(body) && typeof body.id === 'string' && isRecord(body.summary) && Array.isArray(body.rows)
}

function areRuns(body: unknown): body is { items: ImportRun[] } {
  return isRecord(body) && Array.isArray(body.items) && body.items.every(isRun)
}

async function readAs<T>(is: (body: unknown) => body is T, answer: Promise<HttpAnswer>): Promise<T> {
  try {
    const body = await readJson(await answer)
    if (!is(body)) throw new Passing('The answer could not be read.')
    return body
  } catch (error) {
    throw asRefusal(error)
  }
}
