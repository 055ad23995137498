import { auditGroups } from './auditWords.ts'

/** What the audit is asked for, as the address of the view holds it. */
export interface AuditQuestion {
  q: string
  who: string
  what: string
  outcome: string
  /** Days, in the viewer's own zone, both of them inside. */
  from: string
  to: string
  subject: string
}

export const auditFields = [
  'q',
  'who',
  'what',
  'outcome',
  'from',
  'to',
  'subject',
] as const satisfies (keyof AuditQuestion)[]

/** The same in the contract's parameters. */
export function auditParams(question: AuditQuestion): Record<string, string> {
  const { q, who, what, outcome, from, to, subject } = question
  const actions = auditGroups.find(({ id }) => id === what)?.actions.join(',')
  const params = {
    q: q.trim(),
    byId: who,
    action: actions ?? '',
    outcome,
    from: momentOf(from, '00:00:00.000'),
    to: momentOf(to, '23:59:59.999'),
    subjectId: subject,
  }
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== ''))
}

function momentOf(day: string, time: string): string {
  const moment = new Date(`${day}T${time}`)
  return day === '' || Number.isNaN(moment.getTime()) ? '' : moment.toISOString()
}
