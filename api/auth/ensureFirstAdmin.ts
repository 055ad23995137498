import { randomBytes } from 'node:crypto'
import { v7 as newId } from 'uuid'
import { type Database } from '../db/Database.ts'
import { systemPrincipal } from '../contract/principal.ts'
import { type User } from '../contract/user.ts'
import { write } from '../db/write.ts'
import { hashPassword } from './passwords.ts'

export interface FirstAdmin {
  email: string
  /** Undefined where it was given by the configuration: what is known need not be printed. */
  password: string | undefined
}

/**
 * Makes the first admin where there is no user yet.
 * @returns who was made, for printing once; undefined where there are users.
 */
export async function ensureFirstAdmin(
  db: Database,
  configured: { email: string; password: string } | undefined,
): Promise<FirstAdmin | undefined> {
  const users = await db.service((service) => service.query('select 1 from users limit 1'))
  if (users.length > 0) return undefined
  const email = configured?.email ?? 'admin@signalbox.local'
  const password = configured?.password ?? randomBytes(12).toString('base64url')
  const passwordHash = await hashPassword(password)
  await write(
    { db, principal: systemPrincipal('Signalbox') },
    () => ({ status: 201 }),
    async (tx) => {
      const user: User = {
        id: newId(),
        version: 1,
        name: 'Admin',
        role: 'admin',
        active: true,
        createdAt: tx.at,
        updatedAt: tx.at,
      }
      await tx.query(`insert into users (id, name, role, created_at, updated_at) values ($1, $2, 'admin', $3, $3)`, [
        user.id,
        user.name,
        tx.at,
      ])
      await tx.query('insert into credentials (user_id, email, password_hash) values ($1, $2, $3)', [
        user.id,
        email,
        passwordHash,
      ])
      const changed = ['name', 'role', 'active']
      tx.announce({ type: 'user', action: 'create', id: user.id, version: 1, changed, data: user })
    },
  )
  return { email, password: configured ? undefined : password }
}
