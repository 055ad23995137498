import { type CommandInput } from '../contract/commands.ts'
import { isStaff } from '../contract/user.ts'
import { attachmentColumns, toAttachment, type AttachmentRow } from '../db/rows/attachmentRow.ts'
import { checkVersion } from './checkVersion.ts'
import { deleteHanging } from './deleteHanging.ts'
import { lockHanging, requireAuthor } from './lockHanging.ts'
import { lockTicket } from './lockTicket.ts'
import { type Command } from './Written.ts'

/** Its author or a dispatcher. The bytes go once this is committed (runCommand). */
export const deleteAttachment: Command<CommandInput<'attachment.delete'>> = async (tx, { parent, id, baseVersion }) => {
  const locked = await lockTicket(tx, parent)
  const where = { ticketId: locked.ticket.id, id }
  const attachment = toAttachment(await lockHanging<AttachmentRow>(tx, 'attachment', attachmentColumns, where))
  if (!isStaff(tx.principal.role)) requireAuthor(tx, attachment.author.id, 'attachment')
  checkVersion(attachment, baseVersion)
  return deleteHanging(tx, locked, { type: 'attachment', table: 'attachments', count: 'attachments' }, attachment)
}
