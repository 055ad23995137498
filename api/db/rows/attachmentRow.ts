import { type Attachment } from '../../contract/attachment.ts'
import { present } from './present.ts'

export interface AttachmentRow {
  id: string
  version: number
  ticket_id: string
  name: string
  size: number
  content_type: string
  width: number | null
  height: number | null
  has_thumbnail: boolean
  author_id: string | null
  author_name: string
  created_at: string
  updated_at: string
}

export const attachmentColumns = [
  'id',
  'version',
  'ticket_id',
  'name',
  'size',
  'content_type',
  'width',
  'height',
  'has_thumbnail',
  'author_id',
  'author_name',
  'created_at',
  'updated_at',
]
  .map((column) => `attachments.${column}`)
  .join(', ')

export function toAttachment(row: AttachmentRow): Attachment {
  const url = `/api/v1/attachments/${row.id}`
  return present({
    id: row.id,
    version: row.version,
    ticketId: row.ticket_id,
    name: row.name,
    size: row.size,
    contentType: row.content_type,
    url: `${url}/content`,
    thumbnailUrl: row.has_thumbnail ? `${url}/thumbnail` : null,
    width: row.width,
    height: row.height,
    author: { id: row.author_id, name: row.author_name },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  })
}
