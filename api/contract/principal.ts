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
}

/** The system as an author of changes: it may do everything and is shown by the given name. */
export function systemPrincipal(name: string): Principal {
  return { userId: null, name, role: 'admin' }
}
