import { type Role, type User, type UserName, type UserWithEmail } from '../../../api/contract/user.ts'

/** What somebody has typed of a new user. */
export interface UserForm {
  name: string
  email: string
  role: Role
  password: string
}

export type UserProblems = Partial<Record<keyof UserForm, string>>

/** As the contract has it (CreateUser): what the server would refuse is said beside its field, before it is sent. */
export function userProblems({ name, email, password }: UserForm): UserProblems {
  const problems: UserProblems = {}
  if (name.trim() === '') problems.name = 'Give the name that others see.'
  const wrong = emailProblem(email)
  if (wrong) problems.email = wrong
  const weak = passwordProblem(password)
  if (weak) problems.password = weak
  return problems
}

export function emailProblem(email: string): string | undefined {
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim())) return undefined
  return 'Give an e-mail address: it is what they sign in with.'
}

/** Its length; what is too well known the server says. */
export function passwordProblem(password: string): string | undefined {
  if (password.length < 8) return 'At least 8 characters.'
  return password.length > 256 ? 'At most 256 characters.' : undefined
}

/** Which roles a person may give: an admin is made by admins only. */
export function givableRoles(own: Role | undefined): Role[] {
  return own === 'admin' ? ['dispatcher', 'technician', 'manager', 'admin'] : ['dispatcher', 'technician', 'manager']
}

/** Of a user as much as everybody may know; staff get more. */
export function publicUser(user: User | UserWithEmail | UserName): User | UserWithEmail | undefined {
  return 'role' in user ? user : undefined
}
