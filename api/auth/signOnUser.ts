import { type SignOnRefusal } from '../contract/singleSignOn.ts'
import { type Queryable } from '../db/Database.ts'
import { type Claims } from './OidcProvider.ts'

export interface NewPerson {
  email: string
  name: string
}

/**
 * The user whom the provider means: the one known by this subject, and the first time the one with this e-mail address, which
 * the provider must vouch for. An address whose user is known by another subject was given to somebody else at the provider.
 */
export async function findUserOf(
  db: Queryable,
  { issuer, subject, email, isEmailVerified }: Claims,
  at: string,
): Promise<{ userId: string } | SignOnRefusal> {
  const [known] = await db.query<{ id: string; is_open: boolean }>(
    `select users.id, users.active and users.deleted_at is null as is_open from sign_in_identities
     join users on users.id = user_id where issuer = $1 and subject = $2`,
    [issuer, subject],
  )
  if (known) return known.is_open ? { userId: known.id } : 'inactive'
  if (email === undefined || !isEmailVerified) return 'unverified'
  const [named] = await db.query<{ id: string; is_open: boolean }>(
    `select users.id, users.active and users.deleted_at is null as is_open from credentials
     join users on users.id = user_id where lower(email) = lower($1) for update of users`,
    [email],
  )
  if (!named) return 'unknown'
  if (!named.is_open) return 'inactive'
  const linked = await db.query(
    `insert into sign_in_identities (issuer, subject, user_id, created_at)
     select $1, $2, $3, $4 where not exists (select 1 from sign_in_identities where issuer = $1 and user_id = $3)
     on conflict do nothing returning user_id`,
    [issuer, subject, named.id, at],
  )
  return linked.length > 0 ? { userId: named.id } : 'unknown'
}
