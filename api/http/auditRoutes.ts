import { type FastifyInstance, type FastifyRequest } from 'fastify'
import { Readable } from 'node:stream'
import Papa from 'papaparse'
import { Type as T } from 'typebox'
import { auditActions, AuditEntry } from '../contract/audit.ts'
import { type Principal } from '../contract/principal.ts'
import { auditPages, readAudit } from '../queries/readAudit.ts'
import { principalOf, requireSession } from './authenticate.ts'
import { type HttpContext } from './HttpContext.ts'
import { queryOf } from './readRoutes.ts'

const security = [{ bearer: [] }]
const csvColumns = [
  'at',
  'action',
  'outcome',
  'byId',
  'byName',
  'address',
  'subjectType',
  'subjectId',
  'details',
  'before',
  'after',
]

/** Who did what, when and from where: for managers, as pages and as CSV. */
export function auditRoutes(context: HttpContext) {
  const { db } = context.commands
  const page = T.Object({ items: T.Array(AuditEntry), nextCursor: T.Optional(T.String()) })
  return async (app: FastifyInstance): Promise<void> => {
    requireSession(app, context)
    app.get('/audit', { schema: { response: { 200: page }, security } }, (request) =>
      readAudit(db, principalOf(request), queryOf(request)),
    )
    app.get(
      '/audit.csv',
      { schema: { security, produces: ['text/csv'], response: { 200: T.String() } } },
      async (request, reply) => {
        const query = queryOf(request)
        const hasMark = query.get('bom') === 'true'
        query.delete('bom')
        const pages = await begin(context, principalOf(request), query, hasMark)
        return reply
          .header('content-type', 'text/csv; charset=utf-8')
          .header('content-disposition', 'attachment; filename="audit.csv"')
          .send(Readable.from(pages))
      },
    )
  }
}

/** The first page is read before the answer begins, so that a refusal is still one. */
async function begin(context: HttpContext, principal: Principal, query: URLSearchParams, hasMark: boolean) {
  const pages = auditPages(context.commands.db, principal, query)
  const first = await pages.next()
  await context.audit({
    action: auditActions.exported,
    principal,
    details: { what: 'audit', filter: query.toString().slice(0, 1_000) },
  })
  return lines(first.done ? [] : first.value, pages, hasMark)
}

async function* lines(
  first: AuditEntry[],
  rest: AsyncGenerator<AuditEntry[]>,
  hasMark: boolean,
): AsyncGenerator<string> {
  // Spreadsheets take a file for UTF-8 only where it says so.
  if (hasMark) yield '\uFEFF'
  yield toCsv([csvColumns])
  yield toCsv(first.map(toCells))
  for await (const page of rest) yield toCsv(page.map(toCells))
}

/** What begins as a formula would be run by a spreadsheet; it is written as text. */
function toCsv(rows: string[][]): string {
  return rows.length === 0 ? '' : `${Papa.unparse(rows, { escapeFormulae: true, newline: '\r\n' })}\r\n`
}

function toCells({ at, action, outcome, by, address, subject, details, before, after }: AuditEntry): string[] {
  const json = (value: unknown) => (value === undefined ? '' : JSON.stringify(value))
  const who = [by.id ?? '', by.name, address ?? '', subject?.type ?? '', subject?.id ?? '']
  return [at, action, outcome, ...who, json(details), json(before), json(after)]
}

/** A refusal of rights, noted beside its answer: a failure to note it must not change the answer. */
export function noteRefusal({ audit }: HttpContext, request: FastifyRequest): void {
  const { principal, method, routeOptions, log } = request
  const id = (request.params as { id?: unknown } | undefined)?.id
  const details = { method, path: routeOptions.url, ...(typeof id === 'string' ? { id: id.slice(0, 64) } : {}) }
  audit({ action: auditActions.requestRefused, outcome: 'refused', principal, address: request.ip, details }).catch(
    (error: unknown) => log.error({ err: error }, 'a refusal could not be noted in the audit'),
  )
}
