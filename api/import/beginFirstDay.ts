import { type CommandContext } from '../commands/runCommand.ts'
import { loadDemoDay } from './demo/loadDemoDay.ts'
import { ensureFirstAdmin, type FirstAdmin } from './ensureFirstAdmin.ts'

export interface FirstDayOptions {
  context: CommandContext
  url: string
  configuredAdmin: { email: string; password: string } | undefined
  /** Asked only where nobody and nothing is there yet. */
  choose: () => Promise<'demo' | 'empty'>
}

/** What the first start began with; `kept` where people or tickets were there before. */
export interface FirstDayOutcome {
  began: 'demo' | 'empty' | 'kept'
  /** Who was made, for printing once. */
  admin: FirstAdmin | undefined
}

/**
 * Gives a new database its first people: the demo day's, or one admin. An import that ran before the first start has made
 * the choice already: what it brought is no demo.
 */
export async function beginFirstDay(options: FirstDayOptions): Promise<FirstDayOutcome> {
  const { context, url, configuredAdmin, choose } = options
  const { db, files, hashPassword } = context
  const [there] = await db.service((service) =>
    service.query<{ users: boolean; tickets: boolean }>(
      'select exists (select 1 from users) as users, exists (select 1 from tickets) as tickets',
    ),
  )
  if (there?.users) return { began: 'kept', admin: undefined }
  const began = there?.tickets ? 'kept' : await choose()
  // Whoever configured an admin wants to come in as that one also on the demo day.
  const admin = began !== 'demo' || configuredAdmin ? await ensureFirstAdmin(context, configuredAdmin) : undefined
  if (began === 'demo') await loadDemoDay({ url, log: db.log, hashPassword, files, now: db.now() })
  return { began, admin }
}
