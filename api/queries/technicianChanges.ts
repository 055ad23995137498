import { hangingTypes, type EntityType } from '../contract/change.ts'
import { type Principal } from '../contract/principal.ts'
import { type AsReader, type Queryable } from '../db/Database.ts'
import { entityTables } from '../db/rows/entityTables.ts'
import { readLive, readLiveByIds, rowsAndGone, toItems, type SyncItem } from './readWorkingSet.ts'
import { type Row } from './readRows.ts'
import {
  touchedHanging,
  touchedInventory,
  touchedOf,
  touchedTickets,
  type Touched,
  type TouchedHanging,
  type TouchedInventory,
  type TouchedTicket,
} from './touched.ts'

/** What the log says, read as the system. Nothing of it is answered but ids of what this technician has seen. */
interface Log {
  tickets: TouchedTicket[]
  hanging: TouchedHanging[]
  inventory: TouchedInventory[]
  sites: Touched[]
  users: Touched[]
  technicians: Touched[]
}

/**
 * What has changed since for one technician. Their view is what they see through tickets, so a ticket that came brings its
 * site, what hangs on it and the site's equipment along, and one that went takes them away.
 */
export async function technicianChanges(
  db: Queryable,
  asReader: AsReader,
  principal: Principal,
  from: number,
): Promise<SyncItem[]> {
  const log: Log = {
    tickets: await touchedTickets(db, principal, from),
    hanging: await touchedHanging(db, from),
    inventory: await touchedInventory(db, from),
    sites: await touchedOf(db, from, 'site'),
    users: await touchedOf(db, from, 'user'),
    technicians: (await touchedOf(db, from, 'technician')).filter((each) => each.id === principal.technicianId),
  }
  const visible = await asReader(() => readLiveByIds(db, principal, 'ticket', idsOf(log.tickets)))
  const visibleIds = new Set(idsOf(visible))
  const lost = log.tickets.filter((each) => each.seen && !visibleIds.has(each.id))
  const gained = log.tickets.filter((each) => each.gained && visibleIds.has(each.id))
  const taken = await hangingOf(db, lost)
  const movedSites = [...new Set([...gained, ...lost].flatMap((each) => each.site_ids))]
  const siteVersions = await versionsOf(db, 'site', 'sites.id = any($1)', [movedSites])
  const siteInventory = await versionsOf(db, 'inventory', 'inventory.site_id = any($1)', [movedSites])

  return asReader(async () => {
    const sites = await readLiveByIds(db, principal, 'site', [...movedSites, ...idsOf(log.sites)])
    const visibleSites = new Set(idsOf(sites))
    return [
      ...toItems('ticket', visible),
      ...toGone('ticket', lost),
      ...(await hangingItems(db, principal, log.hanging, { gained: idsOf(gained), lost: idsOf(lost) })),
      ...taken,
      // Of sites that only changed themselves nothing is said unless they are visible: an id alone would tell something.
      ...toItems('site', sites),
      ...toGone(
        'site',
        siteVersions.filter((each) => !visibleSites.has(each.id)),
      ),
      ...(await inventoryItems(db, principal, log.inventory, siteInventory, movedSites)),
      ...rowsAndGone(
        'technician',
        log.technicians,
        await readLiveByIds(db, principal, 'technician', idsOf(log.technicians)),
      ),
      ...rowsAndGone('user', log.users, await readLiveByIds(db, principal, 'user', idsOf(log.users))),
    ]
  })
}

function idsOf(rows: readonly { id: string }[]): string[] {
  return rows.map((row) => row.id)
}

function toGone(type: EntityType, rows: readonly Touched[]): SyncItem[] {
  return rows.map(({ id, version }) => ({ type, id, version, gone: true as const }))
}

async function versionsOf(db: Queryable, type: EntityType, condition: string, values: unknown[]): Promise<Touched[]> {
  const { from, id } = entityTables[type]
  const table = id.slice(0, id.indexOf('.'))
  return db.query<Touched>(`select ${id}, ${table}.version from ${from} where ${condition}`, values)
}

/** What hung on the tickets when they were lost; what was added later they never knew of. */
async function hangingOf(db: Queryable, lost: readonly TouchedTicket[]): Promise<SyncItem[]> {
  const items: SyncItem[] = []
  if (lost.length === 0) return items
  const values = [idsOf(lost), lost.map((each) => each.lost_at)]
  for (const type of hangingTypes) {
    const { id } = entityTables[type]
    const table = id.slice(0, id.indexOf('.'))
    const rows = await db.query<Touched>(
      `select ${id}, ${table}.version from ${table}
       join unnest($1::uuid[], $2::timestamptz[]) as lost (ticket_id, at) on lost.ticket_id = ${table}.ticket_id
       where lost.at is null or ${table}.created_at <= lost.at`,
      values,
    )
    items.push(...toGone(type, rows))
  }
  return items
}

/** Rows of tickets that came into view, and what changed on those in view; `gone` for what was taken off them. */
async function hangingItems(
  db: Queryable,
  principal: Principal,
  touched: readonly TouchedHanging[],
  tickets: { gained: readonly string[]; lost: readonly string[] },
): Promise<SyncItem[]> {
  const hangers = [...new Set(touched.flatMap((each) => each.ticket_ids))]
  const seen = new Set(idsOf(await readLiveByIds(db, principal, 'ticket', hangers)))
  const items: SyncItem[] = []
  for (const type of hangingTypes) {
    const { id } = entityTables[type]
    const table = id.slice(0, id.indexOf('.'))
    const ofType = touched.filter((each) => each.type === type)
    const rows: Row[] = await readLive(db, principal, type, `${id} = any($1) or ${table}.ticket_id = any($2)`, [
      idsOf(ofType),
      tickets.gained,
    ])
    const asked = ofType.filter((each) =>
      each.ticket_ids.some((ticketId) => seen.has(ticketId) || (mayHaveLeft(each) && tickets.lost.includes(ticketId))),
    )
    items.push(...rowsAndGone(type, asked, rows))
  }
  return items
}

/** From a ticket that was lost since only what is not there any more: the rest is taken with it, or was never theirs to know. */
function mayHaveLeft({ type, deleted }: TouchedHanging): boolean {
  return deleted || type === 'shipment'
}

/** What they hold and what is at the sites they see; `gone` for what left either. */
async function inventoryItems(
  db: Queryable,
  principal: Principal,
  touched: readonly TouchedInventory[],
  atMovedSites: readonly Touched[],
  movedSites: readonly string[],
): Promise<SyncItem[]> {
  const places = [...new Set(touched.flatMap((each) => each.site_ids))]
  const seenSites = new Set([...movedSites, ...idsOf(await readLiveByIds(db, principal, 'site', places))])
  const seen = touched.filter(
    (each) =>
      each.site_ids.some((id) => seenSites.has(id)) || each.technician_ids.includes(principal.technicianId ?? ''),
  )
  const asked = new Map([...atMovedSites, ...seen].map((each) => [each.id, each]))
  const rows = await readLiveByIds(db, principal, 'inventory', [...asked.keys()])
  return rowsAndGone('inventory', [...asked.values()], rows)
}
