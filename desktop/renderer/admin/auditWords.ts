import { type auditActions, type AuditEntry } from '../../../api/contract/audit.ts'
import { sentence } from '../ui/words.ts'

type KnownAction = (typeof auditActions)[keyof typeof auditActions]

const actionWords: Record<KnownAction, string> = {
  'session.created': 'Signed in',
  'session.refused': 'Sign-in refused',
  'session.ended': 'Signed out',
  'session.reused': 'Session ended: refresh token used twice',
  'password.changed': 'Password changed',
  'password.reset': 'Sign-in reset',
  'email.changed': 'E-mail address changed',
  'second-factor.on': 'Second factor turned on',
  'second-factor.off': 'Second factor turned off',
  'second-factor.recovered': 'Recovery code used',
  'token.created': 'Token made',
  'token.revoked': 'Token revoked',
  'key.rotated': 'Key of sign-ins changed',
  'request.refused': 'Refused: no right to it',
  'mqtt.refused': 'Refused by the broker',
  'data.exported': 'Exported',
  'setting.changed': 'Setting changed',
}

/** Where the action's own word would not do after "Ticket". */
const changeWords: Record<string, string> = {
  create: 'created',
  update: 'changed',
  delete: 'deleted',
  status: 'moved on',
  parts: 'parts changed',
}

/** What somebody did or tried, in words; of a change of the data its kind and what was done to it. */
export function auditActionWords(action: string): string {
  if (isKnown(action)) return actionWords[action]
  const [type = '', what = ''] = action.split('.')
  return `${sentence(type)} ${changeWords[what] ?? sentence(what).toLowerCase()}`
}

function isKnown(action: string): action is KnownAction {
  return Object.hasOwn(actionWords, action)
}

/** What the audit is mostly asked for, each with the actions that it stands for. */
export const auditGroups: readonly { id: string; label: string; actions: readonly string[] }[] = [
  {
    id: 'sign-ins',
    label: 'Sign-ins',
    actions: ['session.created', 'session.refused', 'session.ended', 'session.reused', 'second-factor.recovered'],
  },
  { id: 'refusals', label: 'Refusals of rights', actions: ['request.refused', 'mqtt.refused'] },
  { id: 'exports', label: 'Exports', actions: ['data.exported'] },
  {
    id: 'passwords',
    label: 'Passwords and factors',
    actions: ['password.changed', 'password.reset', 'email.changed', 'second-factor.on', 'second-factor.off'],
  },
  { id: 'tokens', label: 'Tokens', actions: ['token.created', 'token.revoked'] },
  { id: 'users', label: 'Users', actions: ['user.create', 'user.update', 'user.delete'] },
  { id: 'settings', label: 'Settings', actions: ['setting.changed', 'key.rotated'] },
]

export interface AuditFact {
  label: string
  before?: string
  after: string
}

/** The details of an entry, and its fields before and after, as lines. */
export function auditFacts({ details, before, after }: Pick<AuditEntry, 'details' | 'before' | 'after'>): AuditFact[] {
  const said = Object.entries(details ?? {}).map(([name, value]) => ({ label: labelOf(name), after: textOf(value) }))
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  const changed = fields.map((name) => ({
    label: labelOf(name),
    before: textOf(before?.[name]),
    after: textOf(after?.[name]),
  }))
  return [...said, ...changed.filter((fact) => fact.before !== fact.after)]
}

/** `plannedMinutes` is "Planned minutes". */
function labelOf(name: string): string {
  return sentence(
    name.replaceAll(/([a-z])([A-Z])/g, (_whole, end: string, start: string) => `${end} ${start.toLowerCase()}`),
  )
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
