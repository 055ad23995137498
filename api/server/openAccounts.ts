import { Account } from '../auth/Account.ts'
import { Audit } from '../auth/Audit.ts'
import { Authentication } from '../auth/Authentication.ts'
import { MailAddresses } from '../auth/MailAddresses.ts'
import { noteSigningKey } from '../auth/noteSigningKey.ts'
import { OpenRequests } from '../auth/OpenRequests.ts'
import { SecondFactors } from '../auth/SecondFactors.ts'
import { keyRing, loadSecrets, type KeyRing } from '../auth/secrets.ts'
import { Sessions } from '../auth/Sessions.ts'
import { SignInLimits } from '../auth/SignInLimits.ts'
import { Tokens } from '../auth/Tokens.ts'
import { type Cluster } from '../../broker/cluster.ts'
import { type Config } from '../config.ts'
import { openCluster } from './openCluster.ts'
import { type Startup } from './Startup.ts'
import { type Storage } from './openStorage.ts'

export interface Accounts {
  keys: KeyRing
  /** The other nodes; undefined where this one is alone. */
  cluster: Cluster | undefined
  sessions: Sessions
  tokens: Tokens
  account: Account
  mailAddresses: MailAddresses
  secondFactors: SecondFactors
  authentication: Authentication
  openRequests: OpenRequests
  audit: Audit
}

/** Who may come in; and the other nodes, where there are several, since wrong tries count at all of them. @throws {StartupError} */
export async function openAccounts(startup: Startup, { db }: Storage): Promise<Accounts> {
  const { config, log, opened, version, now } = startup
  const keys = await keysOf(config, now())
  await noteSigningKey(db, keys[0].id)
  const cluster = await openCluster({ config, db, version, keys })
  opened.defer(() => cluster?.close())
  const limits = new SignInLimits(cluster && { client: cluster.store, name: cluster.name })
  const sessions = new Sessions(db, keys, limits)
  const tokens = new Tokens(db)
  const account = new Account(db, limits)
  return {
    keys,
    cluster,
    sessions,
    tokens,
    account,
    mailAddresses: new MailAddresses(db),
    secondFactors: new SecondFactors(db, account),
    authentication: new Authentication(sessions, tokens),
    openRequests: new OpenRequests(),
    audit: new Audit(db, log),
  }
}

async function keysOf({ jwtSecret, formerJwtSecret, dataDir }: Config, now: Date): Promise<KeyRing> {
  if (jwtSecret !== undefined) return keyRing(jwtSecret, formerJwtSecret === undefined ? [] : [formerJwtSecret])
  const [current, ...former] = await loadSecrets(dataDir, now)
  return keyRing(current, former)
}
