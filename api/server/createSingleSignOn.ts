import { randomBytes } from 'node:crypto'
import { OidcProvider } from '../auth/OidcProvider.ts'
import { type Sessions } from '../auth/Sessions.ts'
import { SingleSignOn } from '../auth/SingleSignOn.ts'
import { type NewPerson } from '../auth/signOnUser.ts'
import { runCommand, type CommandContext } from '../commands/runCommand.ts'
import { systemPrincipal } from '../contract/principal.ts'
import { type SingleSignOnConfig } from '../singleSignOnConfig.ts'

/** @param origin where people reach this server; asked for late, since a port of 0 is only known once it is open */
export function createSingleSignOn(
  { issuer, clientId, clientSecret, name, newUserRole: role }: SingleSignOnConfig,
  commands: CommandContext,
  sessions: Sessions,
  origin: () => string,
): SingleSignOn {
  const { db } = commands
  const redirectUri = () => `${origin()}/api/v1/session/single-sign-on/answer`
  const provider = new OidcProvider({ issuer, clientId, clientSecret, redirectUri, log: db.log })
  const createUser =
    role &&
    (async (person: NewPerson): Promise<void> => {
      // Nobody knows this password: they sign in through the provider, until a manager gives them one.
      const input = { ...person, role, password: randomBytes(32).toString('base64url') }
      await runCommand(commands, { name: 'user.create', principal: systemPrincipal('Single sign-on'), id: '', input })
    })
  return new SingleSignOn({ db, sessions, provider, name, createUser })
}
