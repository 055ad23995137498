import { Type as T, type Static } from 'typebox'
import { Id, Timestamp, Version } from './ids.ts'

/** The largest file that may be attached, in bytes. */
export const maxAttachmentBytes = 25 * 1024 * 1024

/** What is known of an attached file. Its type was found from its bytes, never from its name. */
export const Attachment = T.Object(
  {
    id: Id,
    version: Version,
    ticketId: Id,
    name: T.String({ minLength: 1, maxLength: 200 }),
    size: T.Integer({ minimum: 1 }),
    contentType: T.String(),
    url: T.String({ description: 'its bytes, below the API; wants the access token' }),
    thumbnailUrl: T.Optional(T.String({ description: 'of images: at most 320 px wide and high' })),
    width: T.Optional(T.Integer()),
    height: T.Optional(T.Integer()),
    author: T.Object({ id: T.Union([Id, T.Null()]), name: T.String() }, { additionalProperties: false }),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  },
  { additionalProperties: false },
)
export type Attachment = Static<typeof Attachment>

/** Only its name can be changed. */
export const UpdateAttachment = T.Object(
  { name: T.String({ minLength: 1, maxLength: 200, pattern: '\\S' }) },
  { additionalProperties: false },
)
export type UpdateAttachment = Static<typeof UpdateAttachment>
