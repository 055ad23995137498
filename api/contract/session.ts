import { Type as T, type Static } from 'typebox'
import { Id, Timestamp } from './ids.ts'
import { Password, RoleSchema } from './user.ts'

const GivenPassword = T.String({ minLength: 1, maxLength: 256 })
/** Six digits of an authenticator app, or a recovery code, with or without its dashes. */
const Code = T.String({ minLength: 6, maxLength: 40 })

export const SignIn = T.Object(
  { email: T.String({ minLength: 1, maxLength: 254 }), password: GivenPassword, code: T.Optional(Code) },
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

/** One of a person's sessions. `lastUsedAt` is its last refresh, so right to a quarter of an hour. */
export const SessionInfo = T.Object(
  {
    id: Id,
    current: T.Boolean(),
    createdAt: Timestamp,
    lastUsedAt: Timestamp,
    expiresAt: Timestamp,
    address: T.Optional(T.String()),
    agent: T.Optional(T.String()),
  },
  { additionalProperties: false },
)
export type SessionInfo = Static<typeof SessionInfo>

export const ChangePassword = T.Object(
  { currentPassword: GivenPassword, newPassword: Password },
  { additionalProperties: false },
)
export type ChangePassword = Static<typeof ChangePassword>

/** For a user who has lost their password or their second factor: another password, no second factor, no session. */
export const ResetSignIn = T.Object({ password: Password }, { additionalProperties: false })
export type ResetSignIn = Static<typeof ResetSignIn>

/** Setting up or taking away a second factor asks for the password again. */
export const ConfirmPassword = T.Object({ password: GivenPassword }, { additionalProperties: false })
export const ConfirmCode = T.Object({ code: Code }, { additionalProperties: false })

/** A second factor that is not yet in force: `uri` is what an authenticator app reads from a QR code. */
export const SecondFactorOffer = T.Object({ secret: T.String(), uri: T.String() }, { additionalProperties: false })
export type SecondFactorOffer = Static<typeof SecondFactorOffer>

/** Shown once. Each is good once, in place of a code. */
export const RecoveryCodes = T.Object({ recoveryCodes: T.Array(T.String()) }, { additionalProperties: false })
export type RecoveryCodes = Static<typeof RecoveryCodes>

export const SecondFactor = T.Object(
  { active: T.Boolean(), recoveryCodesLeft: T.Integer() },
  { additionalProperties: false },
)
export type SecondFactor = Static<typeof SecondFactor>
