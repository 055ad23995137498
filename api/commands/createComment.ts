import { v7 as newId } from 'uuid'
import { mentionedIds, type CreateComment } from '../contract/comment.ts'
import { Refused } from '../contract/errors.ts'
import { commentColumns, toComment, type CommentRow } from '../db/rows/commentRow.ts'
import { type Transaction } from '../db/write.ts'
import { isId } from '../contract/ids.ts'
import { lockTicket } from './lockTicket.ts'
import { saveTicket } from './saveTicket.ts'
import { type Command } from './Written.ts'

/** By anyone who sees the ticket. */
export const createComment: Command<CreateComment> = async (tx, { parent, input }) => {
  const locked = await lockTicket(tx, parent)
  const { ticket } = locked
  const [row] = await tx.query<CommentRow>(
    `insert into comments (id, ticket_id, body, mentions, author_id, author_name, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $7) on conflict do nothing returning ${commentColumns}`,
    [
      input.id ?? newId(),
      ticket.id,
      input.body,
      await mentionedUsers(tx, input.body),
      tx.principal.userId,
      tx.principal.name,
      tx.at,
    ],
  )
  if (!row) throw new Refused('conflict', 'There is already a comment with this id.', { fields: ['id'] })
  const comment = toComment(row)
  tx.announce({
    type: 'comment',
    action: 'create',
    id: comment.id,
    ticketId: ticket.id,
    version: comment.version,
    changed: ['body', ...(comment.mentions.length > 0 ? ['mentions'] : [])],
    data: comment,
  })
  const counts = { ...ticket.counts, comments: ticket.counts.comments + 1 }
  await saveTicket(tx, locked, { ...ticket, counts }, 'update')
  return { status: 201, type: 'comment', id: comment.id, version: comment.version, data: comment }
}

/** Of the ids that a text mentions those of users there are. */
export async function mentionedUsers(tx: Transaction, body: string): Promise<string[]> {
  const ids = mentionedIds(body).filter(isId)
  if (ids.length === 0) return []
  const rows = await tx.query<{ id: string }>('select id from users where id = any($1) and deleted_at is null', [ids])
  const there = new Set(rows.map((row) => row.id))
  return ids.filter((id) => there.has(id))
}
