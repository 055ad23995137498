import { Type as T, type Static } from 'typebox'
import { Id, Timestamp, Version } from './ids.ts'

export const roles = ['admin', 'manager', 'dispatcher', 'technician'] as const
export type Role = (typeof roles)[number]

/** Everyone but technicians: they see every ticket (product.md, People). */
export function isStaff(role: Role): boolean {
  return role !== 'technician'
}

/** Who may manage users, settings, reports and audit. */
export function isManager(role: Role): boolean {
  return role === 'manager' || role === 'admin'
}

export const RoleSchema = T.Enum([...roles])
const Name = T.String({ minLength: 1, maxLength: 120, pattern: '\\S' })
export const EmailAddress = T.String({ minLength: 3, maxLength: 254, format: 'email' })

/** The public part of a user: what staff see of each other, and what `users/<id>` carries. */
export const User = T.Object(
  {
    id: Id,
    version: Version,
    name: Name,
    role: RoleSchema,
    active: T.Boolean(),
    technicianId: T.Optional(Id),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  },
  { additionalProperties: false },
)
export type User = Static<typeof User>

/** Why the last mail to somebody did not go out. */
export const MailProblem = T.Object(
  { at: Timestamp, what: T.String({ description: 'as the mail server put it' }) },
  { additionalProperties: false },
)
export type MailProblem = Static<typeof MailProblem>

/** What managers see. */
export const UserWithEmail = T.Object(
  { ...User.properties, email: T.String(), mailProblem: T.Optional(MailProblem) },
  { additionalProperties: false },
)
export type UserWithEmail = Static<typeof UserWithEmail>

/** What a technician may know of anyone else. */
export const UserName = T.Object({ id: Id, version: Version, name: Name }, { additionalProperties: false })
export type UserName = Static<typeof UserName>

/** Length is what makes a password hard to guess (NIST SP 800-63B, section 5.1.1.2): at least 8, at most what is cheap to hash. */
export const Password = T.String({ minLength: 8, maxLength: 256 })

export const CreateUser = T.Object(
  { email: EmailAddress, name: Name, role: RoleSchema, password: Password },
  { additionalProperties: false },
)
export type CreateUser = Static<typeof CreateUser>

export const UpdateUser = T.Object(
  { role: T.Optional(RoleSchema), active: T.Optional(T.Boolean()), name: T.Optional(Name) },
  { additionalProperties: false, minProperties: 1 },
)
export type UpdateUser = Static<typeof UpdateUser>
