import { type UpdateAttachment } from '../contract/attachment.ts'
import { isStaff } from '../contract/user.ts'
import { attachmentColumns, toAttachment, type AttachmentRow } from '../db/rows/attachmentRow.ts'
import { pickFields } from './changedFields.ts'
import { checkBase } from './checkBase.ts'
import { lockHanging, requireAuthor } from './lockHanging.ts'
import { lockTicket } from './lockTicket.ts'
import { type Command } from './Written.ts'

/** Gives it another name; its author or a dispatcher. */
export const updateAttachment: Command<UpdateAttachment> = async (tx, { parent, id, input, baseVersion }) => {
  const { ticket } = await lockTicket(tx, parent)
  const where = { ticketId: ticket.id, id }
  const before = toAttachment(await lockHanging<AttachmentRow>(tx, 'attachment', attachmentColumns, where))
  if (!isStaff(tx.principal.role)) requireAuthor(tx, before.author.id, 'attachment')
  if (before.name === input.name) return { status: 200, type: 'attachment', id, version: before.version, data: before }
  await checkBase(tx, { type: 'attachment', current: before, fields: ['name'], baseVersion })
  const [row] = await tx.query<AttachmentRow>(
    `update attachments set name = $2, updated_at = $3, version = version + 1 where id = $1 returning ${attachmentColumns}`,
    [id, input.name, tx.at],
  )
  if (!row) throw new Error(`attachment ${id} vanished while it was locked`)
  const after = toAttachment(row)
  tx.announce({
    type: 'attachment',
    action: 'update',
    id,
    ticketId: ticket.id,
    version: after.version,
    changed: ['name'],
    data: after,
    before: pickFields(before, ['name']),
  })
  return { status: 200, type: 'attachment', id, version: after.version, data: after }
}
