import { type TokenScope } from './token.ts'
import { type Role } from './user.ts'

/** Who is asking, as established at the door (session, import, timer) and trusted inside. */
export interface Principal {
  /** Null for the system itself: an import or a timer. */
  userId: string | null
  name: string
  role: Role
  /** A technician's own row; only set for the role technician. */
  technicianId?: string
  sessionId?: string
  /** What a token may do; absent for a person's own session, which may do all that its role may. */
  scopes?: readonly TokenScope[]
  /** Where the request came from, for the audit. */
  address?: string
}

/** A wallboard: it sees the day and nobody's name. */
export function isWallboard({ scopes }: Principal): boolean {
  return scopes?.includes('wallboard') ?? false
}

/** The system as an author of changes: it may do everything and is shown by the given name. */
export function systemPrincipal(name: string): Principal {
  return { userId: null, name, role: 'admin' }
}
