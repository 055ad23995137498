/**
 * `npm run token`: makes a token for another program, a wallboard or the sandbox, or a new key for the server's own; beside
 * a running server or alone. The token is the only thing on stdout, so that a script can take it.
 */
import { parseArgs } from 'node:util'
import { rotateSecret } from './auth/secrets.ts'
import { Tokens } from './auth/Tokens.ts'
import { readConfig } from './config.ts'
import { Refused } from './contract/errors.ts'
import { systemPrincipal } from './contract/principal.ts'
import { ownerlessScopes, tokenScopes, type TokenScope } from './contract/token.ts'
import { createLog } from './createLog.ts'
import { type Database } from './db/Database.ts'
import { StartupError } from './db/StartupError.ts'
import { openForImport } from './import/openForImport.ts'

const usage = `Use: npm run token -- --scope ${tokenScopes.join('|')}[,...] [--user E-MAIL] [--name NAME] [--days N]
     npm run token -- --rotate-key     (the server signs with another key from its next start; nobody is signed out)`

interface Asked {
  scopes: TokenScope[]
  user: string | undefined
  name: string
  days: number | undefined
}

/** @throws {StartupError} */
function readArguments(args: string[]): Asked | 'rotate-key' {
  const { values } = parse(args)
  if (values['rotate-key']) return 'rotate-key'
  const scopes = (values.scope ?? []).flatMap((each) => each.split(',')).map(toScope)
  if (scopes.length === 0) throw new StartupError(`No scope was named.\n${usage}`)
  const days = values.days === undefined ? undefined : Number(values.days)
  if (days !== undefined && !(Number.isInteger(days) && days > 0 && days <= 3650)) {
    throw new StartupError(`--days must be a number from 1 to 3650.\n${usage}`)
  }
  const isOwnerless = scopes.some((scope) => (ownerlessScopes as readonly TokenScope[]).includes(scope))
  if (!isOwnerless && values.user === undefined) {
    throw new StartupError(`Whose rights shall it have? Name a user with --user.\n${usage}`)
  }
  return { scopes, user: isOwnerless ? undefined : values.user, name: values.name ?? 'command line', days }
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        scope: { type: 'string', multiple: true },
        user: { type: 'string' },
        name: { type: 'string' },
        days: { type: 'string' },
        'rotate-key': { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new StartupError(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
  }
}

function toScope(text: string): TokenScope {
  const scope = tokenScopes.find((each) => each === text)
  if (!scope) throw new StartupError(`There is no scope ${JSON.stringify(text)}.\n${usage}`)
  return scope
}

async function ownerOf(db: Database, email: string): Promise<{ id: string; name: string }> {
  const [user] = await db.service((service) =>
    service.query<{ id: string; name: string }>(
      `select users.id, users.name from users join credentials on credentials.user_id = users.id
       where lower(email) = lower($1) and active and deleted_at is null`,
      [email],
    ),
  )
  if (!user) throw new StartupError(`There is no active user with the e-mail address ${email}.`)
  return user
}

async function run(): Promise<void> {
  const asked = readArguments(process.argv.slice(2))
  const config = readConfig({ SIGNALBOX_LOG_LEVEL: 'warn', ...process.env })
  if (asked === 'rotate-key') {
    if (config.jwtSecret !== undefined) {
      throw new StartupError(
        'The key is SIGNALBOX_JWT_SECRET: set another, and the old one as SIGNALBOX_JWT_SECRET_FORMER.',
      )
    }
    await rotateSecret(config.dataDir, new Date())
    process.stderr.write('The server takes the new key at its next start. Whoever is signed in stays so.\n')
    return
  }
  await using opened = new AsyncDisposableStack()
  const { db } = await openForImport({ ...config, log: createLog(config.logLevel) }, opened)
  const { scopes, name, days } = asked
  const owner = asked.user === undefined ? undefined : await ownerOf(db, asked.user)
  const expiresAt = days === undefined ? undefined : new Date(Date.now() + days * 24 * 3600 * 1000).toISOString()
  const created = await new Tokens(db).create(systemPrincipal('command line'), { name, scopes, owner, expiresAt })
  process.stderr.write(`Shown only now; revoke it with DELETE /api/v1/tokens/${created.id}.\n`)
  process.stdout.write(`${created.token}\n`)
}

try {
  await run()
} catch (error) {
  const isPlain = error instanceof StartupError || error instanceof Refused
  process.stderr.write(
    `${isPlain || !(error instanceof Error) ? (error instanceof Error ? error.message : String(error)) : error.stack}\n`,
  )
  process.exitCode = 1
}
