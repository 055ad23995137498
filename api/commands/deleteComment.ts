import { type CommandInput } from '../contract/commands.ts'
import { commentColumns, toComment, type CommentRow } from '../db/rows/commentRow.ts'
import { checkVersion } from './checkVersion.ts'
import { deleteHanging } from './deleteHanging.ts'
import { lockHanging, requireAuthor } from './lockHanging.ts'
import { lockTicket } from './lockTicket.ts'
import { type Command } from './Written.ts'

export const deleteComment: Command<CommandInput<'comment.delete'>> = async (tx, { parent, id, baseVersion }) => {
  const locked = await lockTicket(tx, parent)
  const { id: ticketId } = locked.ticket
  const comment = toComment(await lockHanging<CommentRow>(tx, 'comment', commentColumns, { ticketId, id }))
  requireAuthor(tx, comment.author.id, 'comment')
  checkVersion(comment, baseVersion)
  return deleteHanging(tx, locked, { type: 'comment', table: 'comments', count: 'comments' }, comment)
}
