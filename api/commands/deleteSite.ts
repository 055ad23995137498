import { type CommandInput } from '../contract/commands.ts'
import { Refused } from '../contract/errors.ts'
import { checkVersion } from './checkVersion.ts'
import { lockSite } from './lockSite.ts'
import { requireStaff } from './rights.ts'
import { type Command } from './Written.ts'

/** Only a site without tickets under way goes; closed ones keep pointing at it in history. */
export const deleteSite: Command<CommandInput<'site.delete'>> = async (tx, { id, baseVersion }) => {
  const site = await lockSite(tx, id)
  requireStaff(tx.principal)
  checkVersion(site, baseVersion)
  const [busy] = await tx.query<{ count: number }>(
    `select count(*) from tickets where site_id = $1 and deleted_at is null and status not in ('closed', 'cancelled')`,
    [id],
  )
  if (busy && busy.count > 0) {
    throw new Refused('conflict', `This site has ${busy.count} tickets that are not closed.`, {
      fields: [],
      current: site,
    })
  }
  await tx.query('update sites set deleted_at = $2, updated_at = $2, version = version + 1 where id = $1', [id, tx.at])
  const version = site.version + 1
  tx.announce({ type: 'site', action: 'delete', id, version, changed: [], data: { ...site, version }, before: {} })
  return { status: 204, type: 'site', id, version }
}
