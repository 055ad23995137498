import pg from 'pg'
import { Refused } from '../contract/errors.ts'

/**
 * Writes what gives somebody an e-mail address. The index decides whether it is free, not a look before: two may ask for it
 * at the same moment. The transaction is over where it is not.
 * @throws {Refused} conflict, where it is another's
 */
export async function giveEmail<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.constraint !== 'credentials_email') throw error
    throw new Refused('conflict', 'There is already a user with this e-mail address.', { fields: ['email'] })
  }
}
