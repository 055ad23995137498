import { Type as T, type Static } from 'typebox'
import { Id, Timestamp, TimestampInput } from './ids.ts'
import { Actor } from './change.ts'

/**
 * What a token for another program may do. `read`, `write` and `mqtt` act with the rights that its owner has at that moment.
 * `wallboard` belongs to nobody: it sees counts and states without names, contacts or free text, and outlives who made it.
 * `sandbox` is for protocol suites, on servers that have a sandbox: it may use MQTT below one prefix and nothing else.
 */
export const tokenScopes = ['read', 'write', 'mqtt', 'wallboard', 'sandbox'] as const
export type TokenScope = (typeof tokenScopes)[number]

/** These stand alone: a token with one of them has no other. */
export const ownerlessScopes = ['wallboard', 'sandbox'] as const satisfies TokenScope[]

/** `sandbox` tokens come from the command line of the server alone. */
const requestableScopes = ['read', 'write', 'mqtt', 'wallboard'] as const satisfies TokenScope[]

const Name = T.String({ minLength: 1, maxLength: 120, pattern: '\\S' })

/** Without `expiresAt` it lasts until it is revoked. */
export const CreateToken = T.Object(
  {
    name: Name,
    scopes: T.Array(T.Enum([...requestableScopes]), { minItems: 1, maxItems: 3, uniqueItems: true }),
    expiresAt: T.Optional(TimestampInput),
  },
  { additionalProperties: false },
)
export type CreateToken = Static<typeof CreateToken>

export const Token = T.Object(
  {
    id: Id,
    name: T.String(),
    scopes: T.Array(T.Enum([...tokenScopes])),
    owner: T.Optional(Actor),
    createdAt: Timestamp,
    createdBy: T.String(),
    expiresAt: T.Optional(Timestamp),
    lastUsedAt: T.Optional(Timestamp),
  },
  { additionalProperties: false },
)
export type Token = Static<typeof Token>

/** The secret is in this answer and nowhere else. */
export const NewToken = T.Object({ ...Token.properties, token: T.String() }, { additionalProperties: false })
export type NewToken = Static<typeof NewToken>
