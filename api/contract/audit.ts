import { Type as T, type Static } from 'typebox'
import { Actor } from './change.ts'
import { Id, Timestamp } from './ids.ts'

/** `refused`: somebody tried, and was not let. */
export const auditOutcomes = ['done', 'refused'] as const
export type AuditOutcome = (typeof auditOutcomes)[number]

/**
 * One thing that somebody did or tried. `action` is `<type>.<action>` for a change of the data (`ticket.assigned`), and
 * otherwise one of `auditActions`.
 */
export const AuditEntry = T.Object(
  {
    id: Id,
    at: Timestamp,
    action: T.String(),
    outcome: T.Enum([...auditOutcomes]),
    by: Actor,
    address: T.Optional(T.String()),
    subject: T.Optional(T.Object({ type: T.String(), id: Id }, { additionalProperties: false })),
    details: T.Optional(T.Record(T.String(), T.Unknown())),
    before: T.Optional(T.Record(T.String(), T.Unknown({ description: 'the changed fields as they were' }))),
    after: T.Optional(T.Record(T.String(), T.Unknown())),
  },
  { additionalProperties: false },
)
export type AuditEntry = Static<typeof AuditEntry>

export const auditActions = {
  signedIn: 'session.created',
  signInRefused: 'session.refused',
  signedOut: 'session.ended',
  refreshReused: 'session.reused',
  passwordChanged: 'password.changed',
  signInReset: 'password.reset',
  emailChanged: 'email.changed',
  secondFactorOn: 'second-factor.on',
  secondFactorOff: 'second-factor.off',
  recoveryCodeUsed: 'second-factor.recovered',
  tokenCreated: 'token.created',
  tokenRevoked: 'token.revoked',
  keyRotated: 'key.rotated',
  requestRefused: 'request.refused',
  mqttRefused: 'mqtt.refused',
  exported: 'data.exported',
  settingChanged: 'setting.changed',
} as const

/** What the audit may be filtered by; `from` and `to` are times. */
export const auditFilters = ['action', 'outcome', 'byId', 'address', 'subjectType', 'subjectId'] as const
