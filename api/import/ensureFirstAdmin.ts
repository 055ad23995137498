import { randomBytes } from 'node:crypto'
import { runCommand, type CommandContext } from '../commands/runCommand.ts'
import { systemPrincipal } from '../contract/principal.ts'

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
  context: CommandContext,
  configured: { email: string; password: string } | undefined,
): Promise<FirstAdmin | undefined> {
  const users = await context.db.service((service) => service.query('select 1 from users limit 1'))
  if (users.length > 0) return undefined
  const email = configured?.email ?? 'admin@signalbox.local'
  const password = configured?.password ?? randomBytes(12).toString('base64url')
  await runCommand(context, {
    name: 'user.create',
    principal: systemPrincipal('Signalbox'),
    id: '',
    input: { email, name: 'Admin', role: 'admin', password },
  })
  return { email, password: configured ? undefined : password }
}
