import { type Comment } from '../../contract/comment.ts'
import { present } from './present.ts'

export interface CommentRow {
  id: string
  version: number
  ticket_id: string
  body: string
  mentions: string[]
  author_id: string | null
  author_name: string
  edited_at: string | null
  created_at: string
  updated_at: string
}

export const commentColumns = [
  'id',
  'version',
  'ticket_id',
  'body',
  'mentions',
  'author_id',
  'author_name',
  'edited_at',
  'created_at',
  'updated_at',
]
  .map((column) => `comments.${column}`)
  .join(', ')

export function toComment(row: CommentRow): Comment {
  return present({
    id: row.id,
    version: row.version,
    ticketId: row.ticket_id,
    body: row.body,
    mentions: row.mentions,
    author: { id: row.author_id, name: row.author_name },
    editedAt: row.edited_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  })
}
