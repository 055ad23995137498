import { type Attachment } from '../contract/attachment.ts'
import { notFound } from '../contract/errors.ts'
import { type Principal } from '../contract/principal.ts'
import { type Database } from '../db/Database.ts'
import { type ByteRange, type FileStore, type FileVariant, type OpenFile } from '../db/FileStore.ts'
import { readRow } from './readRow.ts'

export interface OpenAttachment extends OpenFile {
  attachment: Attachment
}

/** The bytes of an attachment, or the part that is asked for, for whoever may see its ticket at this moment. @throws {Refused} not_found */
export async function openAttachment(
  { db, files }: { db: Database; files: FileStore },
  principal: Principal,
  id: string,
  variant: FileVariant,
  partOf: (size: number) => ByteRange | undefined,
): Promise<OpenAttachment> {
  const attachment = (await readRow(db, principal, { type: 'attachment', id })) as Attachment
  const file = await files.read(id, variant, partOf)
  if (!file) throw notFound('attachment')
  return { attachment, ...file }
}
