import { auditActions } from '../contract/audit.ts'
import { Refused } from '../contract/errors.ts'
import { type RecoveryCodes, type SecondFactor, type SecondFactorOffer } from '../contract/session.ts'
import { insertAudit, type NewAuditEntry } from '../db/audit.ts'
import { type Database } from '../db/Database.ts'
import { type Account, type Person } from './Account.ts'
import { hashRecoveryCode, newRecoveryCodes, newSecret, stepOf, uriOf } from './checkCode.ts'

/** Setting up and taking away one's second factor. */
export class SecondFactors {
  readonly #db: Database
  readonly #account: Account

  constructor(db: Database, account: Account) {
    this.#db = db
    this.#account = account
  }

  async state({ userId }: Person): Promise<SecondFactor> {
    const [row] = await this.#db.service((db) =>
      db.query<{ left: number }>(
        `select (select count(*) from recovery_codes where recovery_codes.user_id = second_factors.user_id
           and used_at is null) as left
         from second_factors where user_id = $1 and confirmed_at is not null`,
        [userId],
      ),
    )
    return { active: row !== undefined, recoveryCodesLeft: row?.left ?? 0 }
  }

  /** Not in force until a code of it has been confirmed, so that nobody locks themselves out. */
  async offer(person: Person, password: string): Promise<SecondFactorOffer> {
    const { email } = await this.#account.verify(person, password)
    const secret = newSecret()
    const kept = await this.#db.service((db) =>
      db.query(
        `insert into second_factors (user_id, secret, created_at) values ($1, $2, $3)
         on conflict (user_id) do update set secret = $2, created_at = $3 where second_factors.confirmed_at is null
         returning user_id`,
        [person.userId, secret, this.#at()],
      ),
    )
    if (kept.length === 0) throw new Refused('conflict', 'There is a second factor. Take it away first.')
    return { secret, uri: uriOf(secret, email) }
  }

  async confirm(person: Person, code: string): Promise<RecoveryCodes> {
    const recoveryCodes = newRecoveryCodes()
    await this.#db.service(async (db) => {
      const [row] = await db.query<{ secret: string }>(
        'select secret from second_factors where user_id = $1 and confirmed_at is null for update',
        [person.userId],
      )
      if (!row) throw new Refused('conflict', 'There is no second factor that waits to be confirmed.')
      const step = stepOf(row.secret, code.replaceAll(/\s/g, ''), this.#db.now())
      if (step === undefined) throw new Refused('invalid_input', 'This code is wrong.', { field: 'code' })
      await db.query('update second_factors set confirmed_at = $2, last_step = $3 where user_id = $1', [
        person.userId,
        this.#at(),
        step,
      ])
      await db.query('insert into recovery_codes (user_id, code_hash) select $1, unnest($2::bytea[])', [
        person.userId,
        recoveryCodes.map(hashRecoveryCode),
      ])
      await insertAudit(db, [this.#entry(person, auditActions.secondFactorOn)])
    })
    return { recoveryCodes }
  }

  async remove(person: Person, password: string): Promise<void> {
    await this.#account.verify(person, password)
    await this.#db.service(async (db) => {
      const gone = await db.query('delete from second_factors where user_id = $1 returning user_id', [person.userId])
      if (gone.length > 0) {
        await insertAudit(db, [this.#entry(person, auditActions.secondFactorOff)])
      }
    })
  }

  #entry({ userId, name, address }: Person, action: string): NewAuditEntry {
    return { at: this.#at(), action, by: { id: userId, name }, address, subject: { type: 'user', id: userId } }
  }

  #at(): string {
    return this.#db.now().toISOString()
  }
}
