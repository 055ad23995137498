import { Refused } from '../contract/errors.ts'
import { type Principal } from '../contract/principal.ts'
import { isManager, type Role } from '../contract/user.ts'

/** Managers look after everyone's sign-in, but an admin's only admins do. @throws {Refused} forbidden */
export function requireCharge(by: Principal, role: Role): void {
  if (!isManager(by.role)) throw new Refused('forbidden', 'Only managers may do this.')
  if (role === 'admin' && by.role !== 'admin') throw new Refused('forbidden', 'Only an admin may do this.')
}
