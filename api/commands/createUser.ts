import { v7 as newId } from 'uuid'
import { type CreateUser, type User } from '../contract/user.ts'
import { giveEmail } from '../db/giveEmail.ts'
import { toUser, type UserRow } from '../db/rows/userRow.ts'
import { type Transaction } from '../db/write.ts'
import { insertTechnician } from './createTechnician.ts'
import { requireAdmin, requireManager } from './rights.ts'
import { type Command } from './Written.ts'

export interface NewUser extends Omit<CreateUser, 'password'> {
  passwordHash: string
  /** A sign-in of the demo day: it works from this machine only. */
  loopbackOnly?: boolean
}

/** A technician's user gets a technician row. Only admins make admins. */
export const createUser: Command<NewUser> = async (tx, { input }) => {
  requireManager(tx.principal)
  if (input.role === 'admin') requireAdmin(tx.principal)
  const row = await insert(tx, input)
  const technician = input.role === 'technician' ? await insertTechnician(tx, { name: input.name }, row.id) : undefined
  const user: User = toUser({ ...row, technician_id: technician?.id ?? null })
  tx.announce({
    type: 'user',
    action: 'create',
    id: user.id,
    version: user.version,
    changed: ['name', 'role', 'active', ...(technician ? ['technicianId'] : [])],
    data: user,
  })
  return { status: 201, type: 'user', id: user.id, version: user.version, data: { ...user, email: input.email } }
}

async function insert(tx: Transaction, input: NewUser): Promise<UserRow> {
  const [row] = await tx.query<UserRow>(
    `insert into users (id, name, role, created_at, updated_at) values ($1, $2, $3, $4, $4)
     returning id, version, name, role, active, null as technician_id, created_at, updated_at`,
    [newId(), input.name, input.role, tx.at],
  )
  if (!row) throw new Error('insert into users returned nothing')
  await giveEmail(() =>
    tx.query('insert into credentials (user_id, email, password_hash, loopback_only) values ($1, $2, $3, $4)', [
      row.id,
      input.email,
      input.passwordHash,
      input.loopbackOnly ?? false,
    ]),
  )
  return row
}
