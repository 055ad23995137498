import { Refused } from '../contract/errors.ts'
import { type Principal } from '../contract/principal.ts'
import { isManager, isStaff } from '../contract/user.ts'

/** Dispatchers, managers and admins. Ask it after the row is known to be visible: what may not be seen is 404, not 403. */
export function requireStaff(principal: Principal): void {
  if (!isStaff(principal.role)) throw new Refused('forbidden', 'Only dispatchers may do this.')
}

export function requireManager(principal: Principal): void {
  if (!isManager(principal.role)) throw new Refused('forbidden', 'Only managers may do this.')
}

export function requireAdmin(principal: Principal): void {
  if (principal.role !== 'admin') throw new Refused('forbidden', 'Only an admin may do this.')
}
