import { Type as T, type Static } from 'typebox'
import { Id } from './ids.ts'
import { RoleSchema } from './user.ts'

export const SignIn = T.Object(
  { email: T.String({ minLength: 1, maxLength: 254 }), password: T.String({ minLength: 1, maxLength: 256 }) },
  { additionalProperties: false },
)
export type SignIn = Static<typeof SignIn>

export const RefreshSession = T.Object(
  { refreshToken: T.String({ minLength: 1, maxLength: 512 }) },
  { additionalProperties: false },
)
export type RefreshSession = Static<typeof RefreshSession>

export const SessionUser = T.Object(
  { id: Id, email: T.String(), name: T.String(), role: RoleSchema, technicianId: T.Optional(Id) },
  { additionalProperties: false },
)
export type SessionUser = Static<typeof SessionUser>

/** `expiresIn` is the access token's life in seconds. */
export const Session = T.Object(
  { accessToken: T.String(), expiresIn: T.Integer(), refreshToken: T.String(), user: SessionUser },
  { additionalProperties: false },
)
export type Session = Static<typeof Session>
