import { Type as T, type Static } from 'typebox'
import { EmailAddress, MailProblem } from './user.ts'

/** Where one’s own mail goes, and whether it goes. */
export const MailState = T.Object(
  { email: T.String(), problem: T.Optional(MailProblem) },
  { additionalProperties: false },
)
export type MailState = Static<typeof MailState>

export const ChangeEmail = T.Object({ email: EmailAddress }, { additionalProperties: false })
export type ChangeEmail = Static<typeof ChangeEmail>
