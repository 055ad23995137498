import multipart from '@fastify/multipart'
import { type FastifyInstance, type FastifyRequest } from 'fastify'
import { Type as T } from 'typebox'
import { requireManager } from '../commands/rights.ts'
import { Refused } from '../contract/errors.ts'
import { importFormatNames, ImportPreview, ImportRun, ImportRuns, maxImportBytes } from '../contract/imports.ts'
import { fileOf } from './attachmentRoutes.ts'
import { principalOf, requireSession } from './authenticate.ts'
import { type HttpContext, type ImportFile } from './HttpContext.ts'
import { queryOf } from './readRoutes.ts'

/** CSV files for managers: looked at first, then imported while its report can be asked for. */
export function importRoutes(context: HttpContext) {
  const { imports } = context
  return async (app: FastifyInstance): Promise<void> => {
    requireSession(app, context)
    app.addHook('onRequest', async (request) => requireManager(principalOf(request)))
    await app.register(multipart, {
      limits: { fileSize: maxImportBytes, files: 1, fields: 10, fieldSize: 10_000, headerPairs: 50 },
      throwFileSizeLimit: false,
    })
    const security = [{ bearer: [] }]
    const upload = {
      security,
      consumes: ['multipart/form-data'],
      querystring: T.Object({ format: T.Enum([...importFormatNames]) }, { additionalProperties: false }),
    }
    app.post('/imports/preview', { schema: { ...upload, response: { 200: ImportPreview } } }, async (request, reply) =>
      reply.send(await imports.preview(await arriving(request))),
    )
    app.post('/imports', { schema: { ...upload, response: { 202: ImportRun } } }, async (request, reply) => {
      const run = await imports.begin(await arriving(request), principalOf(request))
      return reply.code(202).header('location', `/api/v1/imports/${run.id}`).send(run)
    })
    app.get('/imports', { schema: { security, response: { 200: ImportRuns } } }, async (_request, reply) =>
      reply.send({ items: await imports.list() }),
    )
    app.get('/imports/:id', { schema: { security, response: { 200: ImportRun } } }, async (request, reply) => {
      const { id } = request.params as { id: string }
      return reply.send(await imports.read(id, fromOf(request)))
    })
  }
}

async function arriving(request: FastifyRequest): Promise<ImportFile> {
  if (!request.isMultipart()) {
    throw new Refused('unsupported_type', 'Send the file as multipart/form-data, in the field "file".')
  }
  const { format } = request.query as Pick<ImportFile, 'format'>
  const part = await fileOf(request)
  return {
    format,
    name: part.filename.slice(-200),
    stream: part.file,
    wasCut: () => {
      if (!part.file.truncated) return
      const limit = `${maxImportBytes / 1024 / 1024} MB`
      throw new Refused('too_large', `A file may be at most ${limit} here; npm run import takes any.`, {
        limit: maxImportBytes,
      })
    },
  }
}

function fromOf(request: FastifyRequest): number {
  const from = Number(queryOf(request).get('from') ?? 0)
  if (Number.isInteger(from) && from >= 0) return from
  throw new Refused('invalid_input', 'from must be a whole number from 0.', { field: 'from' })
}
