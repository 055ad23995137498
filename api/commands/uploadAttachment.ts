import { type Readable } from 'node:stream'
import { v7 as newId } from 'uuid'
import { type Principal } from '../contract/principal.ts'
import { type Database } from '../db/Database.ts'
import { type FileStore, type ReceivedFile } from '../db/FileStore.ts'
import { type IdempotencyRequest } from '../db/idempotency.ts'
import { attachmentColumns, toAttachment, type AttachmentRow } from '../db/rows/attachmentRow.ts'
import { write, type Outcome, type Transaction } from '../db/write.ts'
import { findFileType } from './findFileType.ts'
import { lockTicket } from './lockTicket.ts'
import { makeThumbnail, type Picture } from './makeThumbnail.ts'
import { saveTicket } from './saveTicket.ts'
import { toKeptOutcome, type Written } from './Written.ts'

export interface Upload {
  ticketId: string
  principal: Principal
  name: string
  /** What the sender says it is. */
  claimedType: string
  stream: Readable
  /** Asked once the stream has ended: it was cut at the limit. */
  wasCut: () => void
  idempotencyKey: string | undefined
}

interface NewAttachment {
  id: string
  name: string
  contentType: string
  received: ReceivedFile
  picture: Picture | undefined
}

/**
 * Attaches a file to a ticket: received whole and looked at first, then one transaction. Whatever goes wrong, no file and
 * no row is left.
 * @throws {Refused} not_found, too_large, unsupported_type, invalid_input
 */
export async function uploadAttachment(
  { db, files }: { db: Database; files: FileStore },
  upload: Upload,
): Promise<Outcome<Written>> {
  const received = await files.receive(upload.stream)
  const id = newId()
  try {
    upload.wasCut()
    const name = cleanName(upload.name)
    const contentType = await findFileType(received.path, { name, type: upload.claimedType })
    const picture = await makeThumbnail(received.path, contentType)
    const attachment: NewAttachment = { id, name, contentType, received, picture }
    const idempotency: IdempotencyRequest | undefined =
      upload.idempotencyKey === undefined
        ? undefined
        : {
            key: upload.idempotencyKey,
            method: 'POST',
            path: `/tickets/${upload.ticketId}/attachments`,
            body: { name, sha256: received.sha256.toString('hex') },
          }
    const outcome = await write({ db, principal: upload.principal, idempotency }, toKeptOutcome, async (tx) => {
      const written = await insert(tx, upload.ticketId, attachment)
      await files.keep(received, id, picture?.thumbnail)
      return written
    })
    if (outcome.kept) await files.discard(received)
    return outcome
  } catch (error) {
    await files.discard(received)
    await files.remove(id)
    throw error
  }
}

/**
 * The last part of whatever path a browser sends, without what no file system likes. Browsers send a quotation mark as %22
 * (HTML, multipart/form-data encoding algorithm).
 */
function cleanName(name: string): string {
  const last = name.replaceAll('%22', '"').split(/[\\/]/).at(-1) ?? ''
  // oxlint-disable-next-line no-control-regex -- control characters are what is taken out
  const clean = last.replaceAll(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '').trim()
  return (clean === '' || clean === '.' || clean === '..' ? 'file' : clean).slice(-200)
}

async function insert(tx: Transaction, ticketId: string, attachment: NewAttachment): Promise<Written> {
  const locked = await lockTicket(tx, ticketId)
  const { ticket } = locked
  const { id, name, contentType, received, picture } = attachment
  const [row] = await tx.query<AttachmentRow>(
    `insert into attachments (id, ticket_id, name, size, content_type, sha256, width, height, has_thumbnail, author_id,
       author_name, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12) returning ${attachmentColumns}`,
    [
      id,
      ticket.id,
      name,
      received.size,
      contentType,
      received.sha256,
      picture?.width ?? null,
      picture?.height ?? null,
      picture !== undefined,
      tx.principal.userId,
      tx.principal.name,
      tx.at,
    ],
  )
  if (!row) throw new Error('insert into attachments returned nothing')
  const entity = toAttachment(row)
  tx.announce({
    type: 'attachment',
    action: 'create',
    id,
    ticketId: ticket.id,
    version: entity.version,
    changed: ['name', 'size', 'contentType'],
    data: entity,
  })
  const counts = { ...ticket.counts, attachments: ticket.counts.attachments + 1 }
  await saveTicket(tx, locked, { ...ticket, counts }, 'update')
  return { status: 201, type: 'attachment', id, version: entity.version, data: entity }
}
