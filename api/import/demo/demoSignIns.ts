import { type Database } from '../../db/Database.ts'
import { type Role } from '../../contract/user.ts'
import { demoPassword } from './demoPeople.ts'

export interface SignIn {
  name: string
  role: Role
  email: string
  password: string
}

/** The demo's sign-ins that still work, in the order they were made; none where this is no demo database. */
export async function readDemoSignIns(db: Database): Promise<SignIn[]> {
  const rows = await db.service((service) =>
    service.query<Omit<SignIn, 'password'>>(
      `select users.name, users.role, credentials.email from credentials join users on users.id = credentials.user_id
       where loopback_only and users.active and users.deleted_at is null order by users.id`,
    ),
  )
  return rows.map((row) => ({ ...row, password: demoPassword }))
}
