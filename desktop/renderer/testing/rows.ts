import { type Assignment } from '../../../api/contract/assignment.ts'
import { type InventoryItem } from '../../../api/contract/inventoryItem.ts'
import { type Shipment } from '../../../api/contract/shipment.ts'
import { type Site } from '../../../api/contract/site.ts'
import { type Technician } from '../../../api/contract/technician.ts'
import { type Ticket } from '../../../api/contract/ticket.ts'
import { type RowChange } from '../../link/messages.ts'
import { toTicketRow, type TicketNames, type TicketRow } from '../tickets/ticketRow.ts'

/** An id that reads as its number: `idOf(7)`. */
export function idOf(number: number): string {
  return `01980000-0000-7000-8000-${String(number).padStart(12, '0')}`
}

export const someTime = '2026-11-22T14:00:00.000Z'

export function aTicket(changes: Partial<Ticket> = {}): Ticket {
  return {
    id: idOf(1),
    number: 1001,
    version: 1,
    title: 'Pothole',
    description: '',
    siteId: idOf(500),
    type: 'Street Condition',
    priority: 'P3',
    status: 'open',
    parts: [],
    assignments: [],
    assigneeIds: [],
    counts: { comments: 0, timeEntries: 0, attachments: 0 },
    createdAt: someTime,
    updatedAt: someTime,
    ...changes,
  }
}

export function aChange(ticket: Ticket): RowChange<'ticket'> {
  return { type: 'ticket', id: ticket.id, version: ticket.version, data: ticket, pending: [], pendingFields: [] }
}

export function anAssignment(changes: Partial<Assignment> = {}): Assignment {
  return {
    id: idOf(900),
    ticketId: idOf(1),
    technicianId: idOf(700),
    state: 'assigned',
    version: 1,
    assignedAt: someTime,
    ...changes,
  }
}

export function aSite(changes: Partial<Site> = {}): Site {
  return {
    id: idOf(500),
    version: 1,
    name: '231 Street',
    timeZone: 'America/New_York',
    createdAt: someTime,
    updatedAt: someTime,
    ...changes,
  }
}

export function aTechnician(changes: Partial<Technician> = {}): Technician {
  return {
    id: idOf(700),
    version: 1,
    name: 'Tim Ruiz',
    skills: [],
    active: true,
    duty: 'on_shift',
    status: 'available',
    statusSince: someTime,
    reach: 'online',
    createdAt: someTime,
    updatedAt: someTime,
    ...changes,
  }
}

export function aShipment(changes: Partial<Shipment> = {}): Shipment {
  return {
    id: idOf(300),
    number: 12,
    version: 1,
    status: 'in_transit',
    description: '',
    items: [],
    createdAt: someTime,
    updatedAt: someTime,
    ...changes,
  }
}

export function anItem(changes: Partial<InventoryItem> = {}): InventoryItem {
  return {
    id: idOf(400),
    version: 1,
    kind: 'part',
    name: 'Relay 24 V',
    quantity: 10,
    place: 'warehouse',
    warehouse: 'Main',
    createdAt: someTime,
    updatedAt: someTime,
    ...changes,
  }
}

const noNames: TicketNames = { site: () => undefined, technician: () => undefined }

export function aRow(changes: Partial<Ticket> = {}, names: Partial<TicketNames> = {}): TicketRow {
  return toTicketRow(aChange(aTicket(changes)), { ...noNames, ...names })
}
