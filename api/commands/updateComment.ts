import { type UpdateComment } from '../contract/comment.ts'
import { commentColumns, toComment, type CommentRow } from '../db/rows/commentRow.ts'
import { changedFields, pickFields } from './changedFields.ts'
import { checkBase } from './checkBase.ts'
import { mentionedUsers } from './createComment.ts'
import { lockHanging, requireAuthor } from './lockHanging.ts'
import { lockTicket } from './lockTicket.ts'
import { type Command } from './Written.ts'

export const updateComment: Command<UpdateComment> = async (tx, { parent, id, input, baseVersion }) => {
  const { ticket } = await lockTicket(tx, parent)
  const before = toComment(await lockHanging<CommentRow>(tx, 'comment', commentColumns, { ticketId: ticket.id, id }))
  requireAuthor(tx, before.author.id, 'comment')
  if (before.body === input.body) return { status: 200, type: 'comment', id, version: before.version, data: before }
  await checkBase(tx, { type: 'comment', current: before, fields: ['body'], baseVersion })
  const [row] = await tx.query<CommentRow>(
    `update comments set body = $2, mentions = $3, edited_at = $4, updated_at = $4, version = version + 1
     where id = $1 returning ${commentColumns}`,
    [id, input.body, await mentionedUsers(tx, input.body), tx.at],
  )
  if (!row) throw new Error(`comment ${id} vanished while it was locked`)
  const after = toComment(row)
  const changed = changedFields(before, after)
  tx.announce({
    type: 'comment',
    action: 'update',
    id,
    ticketId: ticket.id,
    version: after.version,
    changed,
    data: after,
    before: pickFields(before, changed),
  })
  return { status: 200, type: 'comment', id, version: after.version, data: after }
}
