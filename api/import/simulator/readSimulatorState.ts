import { type Principal } from '../../contract/principal.ts'
import { type Role } from '../../contract/user.ts'
import { type Database, type Queryable } from '../../db/Database.ts'
import { shipmentColumns, toShipment, type ShipmentRow } from '../../db/rows/shipmentRow.ts'
import { technicianColumns, toTechnician, type TechnicianRow } from '../../db/rows/technicianRow.ts'
import { ticketColumns, toTickets, type TicketRow } from '../../db/rows/ticketRow.ts'
import { demoCarriers } from '../demo/demoGoods.ts'
import { type SimulatorState } from './SimulatorState.ts'

/** For so long a ticket belongs to the person who last changed it. */
const handsOffMinutes = 5

interface PersonRow {
  id: string
  name: string
  role: Role
  signed_in: boolean
}

export async function readSimulatorState(db: Database): Promise<SimulatorState> {
  const now = db.now()
  return db.service(async (service) => {
    const people = await demoPeople(service, now)
    const technicians = await service.query<TechnicianRow>(
      `select ${technicianColumns} from technicians where user_id = any($1) and active and deleted_at is null order by id`,
      [people.map((person) => person.id)],
    )
    const tickets = await service.query<TicketRow>(
      `select ${ticketColumns} from tickets
       where source = 'demo' and deleted_at is null and status not in ('closed', 'cancelled') order by id`,
    )
    const signedIn = people.filter((person) => person.signed_in)
    const handsOff = await service.query<{ ticket_id: string }>(
      `select distinct ticket_id from changes
       where ticket_id is not null and by_id = any($1) and at > $2::timestamptz - interval '${handsOffMinutes} minutes'`,
      [signedIn.map((person) => person.id), now.toISOString()],
    )
    const sites = await service.query<{ id: string }>(
      `select id from sites where deleted_at is null and id in (select site_id from tickets where source = 'demo')`,
    )
    const shipments = await service.query<ShipmentRow>(
      `select ${shipmentColumns} from shipments
       where carrier = any($1) and status not in ('received', 'returned', 'cancelled')
         and site_id in (select site_id from tickets where source = 'demo') order by id`,
      [demoCarriers],
    )
    const free = people.filter((person) => !person.signed_in)
    return {
      now,
      dispatchers: free.filter((person) => person.role === 'dispatcher').map((person) => principalOf(person)),
      technicians: technicians.map((row) => {
        const person = free.find((each) => each.id === row.user_id)
        return { technician: toTechnician(row), actsAs: person && principalOf(person, row.id) }
      }),
      tickets: await toTickets(service, tickets),
      handsOff: new Set(handsOff.map((row) => row.ticket_id)),
      siteIds: sites.map((site) => site.id),
      shipments: shipments.map(toShipment),
    }
  })
}

/** Signed in is whose access token has not ended: a console that is open renews it every few minutes. */
async function demoPeople(service: Queryable, now: Date): Promise<PersonRow[]> {
  return service.query<PersonRow>(
    `select users.id, users.name, users.role, exists (
       select 1 from sessions where user_id = users.id and revoked_at is null and access_expires_at > $1
     ) as signed_in
     from users join credentials on credentials.user_id = users.id
     where loopback_only and users.active and users.deleted_at is null order by users.id`,
    [now.toISOString()],
  )
}

function principalOf({ id, name, role }: PersonRow, technicianId?: string): Principal {
  return technicianId === undefined ? { userId: id, name, role } : { userId: id, name, role, technicianId }
}
