import multipart, { type MultipartFile } from '@fastify/multipart'
import { create as contentDisposition } from 'content-disposition'
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { Type as T } from 'typebox'
import { uploadAttachment } from '../commands/uploadAttachment.ts'
import { maxAttachmentBytes } from '../contract/attachment.ts'
import { Refused } from '../contract/errors.ts'
import { openAttachment } from '../queries/openAttachment.ts'
import { byteRange } from './byteRange.ts'
import { principalOf, requireSession } from './authenticate.ts'
import { answerOutcome, idempotencyKey } from './commandRoutes.ts'
import { type HttpContext } from './HttpContext.ts'
import { rowSchemas } from './rowSchemas.ts'

/** Files of tickets: up as multipart, streamed to disk; down only as downloads, never as something a browser would run. */
export function attachmentRoutes(context: HttpContext) {
  return async (app: FastifyInstance): Promise<void> => {
    requireSession(app, context)
    await app.register(multipart, {
      limits: { fileSize: maxAttachmentBytes, files: 1, fields: 10, fieldSize: 10_000, headerPairs: 50 },
      throwFileSizeLimit: false,
    })
    const schema = {
      security: [{ bearer: [] }],
      consumes: ['multipart/form-data'],
      response: { 201: rowSchemas.attachments },
    }
    app.post('/tickets/:parent/attachments', { schema }, (request, reply) => receive(context, request, reply))
    for (const variant of ['content', 'thumbnail'] as const) {
      const file = T.String({ format: 'binary' })
      const produces = [variant === 'thumbnail' ? 'image/webp' : 'application/octet-stream']
      app.get(
        `/attachments/:id/${variant}`,
        { schema: { security: [{ bearer: [] }], produces, response: { 200: file, 206: file } } },
        (request, reply) => send(context, request, reply, variant),
      )
    }
  }
}

async function receive(context: HttpContext, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const principal = principalOf(request)
  const { parent } = request.params as { parent: string }
  if (!request.isMultipart()) {
    throw new Refused('unsupported_type', 'Send the file as multipart/form-data, in the field "file".')
  }
  const part = await fileOf(request)
  const outcome = await uploadAttachment(context.commands, {
    ticketId: parent,
    principal,
    name: part.filename,
    claimedType: part.mimetype,
    stream: part.file,
    wasCut: () => {
      if (!part.file.truncated) return
      throw new Refused('too_large', `A file may be at most ${maxAttachmentBytes / 1024 / 1024} MB.`, {
        limit: maxAttachmentBytes,
      })
    },
    idempotencyKey: idempotencyKey(request),
  })
  return answerOutcome(context.commands.db, principal, reply, outcome)
}

/** The one file of a request, in the field "file". */
export async function fileOf(request: FastifyRequest): Promise<MultipartFile> {
  // busboy throws plain errors, such as for a missing boundary; those of fastify's plugin have a code and pass.
  const part = await request.file().catch((error: unknown) => {
    if (error instanceof Error && 'code' in error) throw error
    throw new Refused('invalid_input', 'The multipart body is malformed.')
  })
  if (!part) throw new Refused('invalid_input', 'There is no file: send it in the field "file".', { field: 'file' })
  if (part.fieldname === 'file') return part
  part.file.resume()
  throw new Refused('invalid_input', 'Send the file in the field "file".', { field: part.fieldname })
}

async function send(
  { commands }: HttpContext,
  request: FastifyRequest,
  reply: FastifyReply,
  variant: 'content' | 'thumbnail',
): Promise<FastifyReply> {
  const { id } = request.params as { id: string }
  const { attachment, stream, size, part } = await openAttachment(
    commands,
    principalOf(request),
    id,
    variant,
    (whole) => byteRange(request, reply, whole),
  )
  if (part) reply.code(206).header('content-range', `bytes ${part.start}-${part.end}/${size}`)
  return (
    reply
      .header('content-type', variant === 'thumbnail' ? 'image/webp' : attachment.contentType)
      .header('content-length', part ? part.end - part.start + 1 : size)
      .header('accept-ranges', 'bytes')
      .header('content-disposition', contentDisposition(attachment.name))
      .header('x-content-type-options', 'nosniff')
      // Should a browser be made to show it all the same, it is shown without scripts, forms and an origin.
      .header('content-security-policy', `default-src 'none'; sandbox`)
      .header('cache-control', 'private, no-cache')
      .header('etag', `"${attachment.version}"`)
      .send(stream)
  )
}
