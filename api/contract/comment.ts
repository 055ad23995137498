import { Type as T, type Static } from 'typebox'
import { Id, Timestamp, Version } from './ids.ts'

const Body = T.String({ minLength: 1, maxLength: 10_000, pattern: '\\S' })

/** Something said about a ticket. `mentions` are the users whom its text names as `@[Name](user id)`. */
export const Comment = T.Object(
  {
    id: Id,
    version: Version,
    ticketId: Id,
    body: Body,
    mentions: T.Array(Id),
    author: T.Object({ id: T.Union([Id, T.Null()]), name: T.String() }, { additionalProperties: false }),
    editedAt: T.Optional(Timestamp),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  },
  { additionalProperties: false },
)
export type Comment = Static<typeof Comment>

export const CreateComment = T.Object({ id: T.Optional(Id), body: Body }, { additionalProperties: false })
export type CreateComment = Static<typeof CreateComment>

/** By its author only. */
export const UpdateComment = T.Object({ body: Body }, { additionalProperties: false })
export type UpdateComment = Static<typeof UpdateComment>

/** A mention in a stored text, with its name and its id. No bracket in the name: `@[ @[Ann](id)` names Ann. */
export const mentionPattern = /@\[([^[\]\n]{1,120})\]\(([0-9a-f-]{36})\)/g

/** The ids that a text mentions, each once, in their order; whether they exist is for the server to say. */
export function mentionedIds(body: string): string[] {
  return [...new Set([...body.matchAll(mentionPattern)].map((match) => match[2] ?? ''))]
}

/** How a mention is written into a text. */
export function mentionOf(user: { id: string; name: string }): string {
  return `@[${user.name.replaceAll(/[[\]\n]/g, ' ')}](${user.id})`
}

/** The text as people read it: names without ids. */
export function plainText(body: string): string {
  return body.replaceAll(mentionPattern, '@$1')
}
