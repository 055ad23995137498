import { nextDue } from '../../../api/contract/sla.ts'
import { type Site } from '../../../api/contract/site.ts'
import { type Technician } from '../../../api/contract/technician.ts'
import { type Ticket } from '../../../api/contract/ticket.ts'
import { plain } from '../list/plain.ts'
import { type RowChange } from '../../link/messages.ts'
import { viewerZone } from '../ui/zonedTime.ts'

/**
 * A ticket as lists use it: with the names it points to and all that sorting, searching and filtering ask 50,000 times a
 * keystroke, worked out once for each change of the row.
 */
export interface TicketRow {
  readonly id: string
  readonly change: RowChange<'ticket'>
  readonly ticket: Ticket
  readonly siteName: string
  readonly zone: string
  /** In the order of `assigneeIds`. */
  readonly technicians: readonly string[]
  /** What is searched in: lower case, without accents. */
  readonly text: string
  readonly keys: SortKeys
  /** The views it is in, one bit each: kept by TicketIndex, and changed as time goes on. */
  views: number
}

export interface SortKeys {
  title: string
  type: string
  site: string
  technician: string
  createdAt: number
  updatedAt: number
  scheduledFor: number
  /** Of the first promise that is still to be kept. */
  due: number
}

export interface TicketNames {
  site(id: string): Pick<Site, 'name' | 'timeZone' | 'address'> | undefined
  technician(id: string): Pick<Technician, 'name'> | undefined
}

/** Sorts after everything that has a time or a name. */
const last = '\uFFFF'

export function toTicketRow(change: RowChange<'ticket'>, names: TicketNames): TicketRow {
  const { data: ticket } = change
  const site = names.site(ticket.siteId)
  const siteName = site?.name ?? ''
  const technicians = ticket.assigneeIds.map((id) => names.technician(id)?.name ?? 'Someone')
  const words = [ticket.number, ticket.title, ticket.type, siteName, site?.address, ...technicians, ticket.externalRef]
  return {
    id: change.id,
    change,
    ticket,
    siteName,
    zone: site?.timeZone ?? viewerZone(),
    technicians,
    // Parted by what is ASCII, as most of them are: plain() is ten times as fast then.
    text: plain(words.filter((word) => word !== undefined && word !== 0).join('\n')),
    keys: {
      title: plain(ticket.title),
      type: plain(ticket.type),
      site: plain(siteName) || last,
      technician: plain(technicians[0] ?? '') || last,
      createdAt: Date.parse(ticket.createdAt),
      updatedAt: Date.parse(ticket.updatedAt),
      scheduledFor: ticket.scheduledFor === undefined ? Infinity : Date.parse(ticket.scheduledFor),
      due: nextDue(ticket),
    },
    views: 0,
  }
}
