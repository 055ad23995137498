import { mentionedIds, type Comment } from '../../api/contract/comment.ts'
import { type InventoryItem } from '../../api/contract/inventoryItem.ts'
import { type SessionUser } from '../../api/contract/session.ts'
import { type Shipment, type ShipmentStatus } from '../../api/contract/shipment.ts'
import { type Site } from '../../api/contract/site.ts'
import { type Technician } from '../../api/contract/technician.ts'
import { type TimeEntry } from '../../api/contract/timeEntry.ts'
import { type Command } from '../link/messages.ts'
import { patched, withoutNulls } from './patched.ts'
import { type StoredCommand } from './replicaStore.ts'

export function onSite(site: Site | undefined, { command, sentAt: at }: StoredCommand): Site | undefined {
  if (command.name === 'site.update') return site && patched(site, command.input)
  if (command.name !== 'site.create' || site) return site
  const { id, timeZone = 'UTC', ...given } = withoutNulls(command.input)
  return id === undefined ? undefined : { ...given, id, timeZone, version: 0, createdAt: at, updatedAt: at }
}

export function onTechnician(technician: Technician, command: Command): Technician {
  if (command.name === 'technician.update') return patched(technician, command.input)
  if (command.name === 'technician.duty') return { ...technician, duty: command.input.duty }
  if (command.name !== 'technician.status') return technician
  const { status, reason } = command.input
  // What they work on shows again when a break ends; only the server knows what that comes to.
  if (status === 'available' && technician.currentAssignment) return technician
  return { ...technician, status, statusReason: reason }
}

export function onComment(
  comment: Comment | undefined,
  { command, sentAt: at }: StoredCommand,
  user: SessionUser,
): Comment | undefined {
  if (command.name === 'comment.update') {
    const { body } = command.input
    return comment && { ...comment, body, mentions: mentionedIds(body), editedAt: at }
  }
  if (command.name !== 'comment.create' || comment) return comment
  const { id, body } = command.input
  if (id === undefined || command.parent === undefined) return undefined
  const author = { id: user.id, name: user.name }
  const mentions = mentionedIds(body)
  return { id, version: 0, ticketId: command.parent, body, mentions, author, createdAt: at, updatedAt: at }
}

export function onTimeEntry(
  entry: TimeEntry | undefined,
  { command, sentAt: at }: StoredCommand,
  user: SessionUser,
): TimeEntry | undefined {
  if (command.name === 'time-entry.update') return entry && patched(entry, command.input)
  if (command.name !== 'time-entry.create' || entry) return entry
  const { id, technicianId = user.technicianId, ...given } = withoutNulls(command.input)
  if (id === undefined || command.parent === undefined) return undefined
  const whose = technicianId === undefined ? { userId: user.id } : { technicianId }
  // Whose it is when it is somebody else's: the server knows the name.
  const name = technicianId === user.technicianId ? user.name : ''
  const fixed = { version: 0, ticketId: command.parent, origin: 'manual' as const, createdAt: at, updatedAt: at }
  return { ...given, ...whose, ...fixed, id, name }
}

/** Number 0: the server has not given it one yet. */
export function onShipment(
  shipment: Shipment | undefined,
  { command, sentAt: at }: StoredCommand,
): Shipment | undefined {
  if (command.name === 'shipment.create') {
    const { id, ...given } = withoutNulls(command.input)
    if (shipment || id === undefined) return shipment
    const fixed = { number: 0, version: 0, status: 'draft' as const, createdAt: at, updatedAt: at }
    return { description: '', items: [], ...given, ...fixed, id }
  }
  if (!shipment) return undefined
  if (command.name === 'shipment.update') return patched(shipment, command.input)
  if (!command.name.startsWith('shipment.')) return shipment
  // Its steps are named after the states they lead to.
  const status = command.name.slice('shipment.'.length).replaceAll('-', '_') as ShipmentStatus
  return { ...shipment, status, exception: command.name === 'shipment.exception' ? command.input.reason : undefined }
}

export function onInventory(
  item: InventoryItem | undefined,
  { command, sentAt: at }: StoredCommand,
): InventoryItem | undefined {
  if (command.name === 'inventory.update') return item && patched(item, command.input)
  if (command.name === 'inventory.move') return item && moved(item, command.input)
  if (command.name !== 'inventory.create' || item) return item
  const { id, kind = 'part', quantity = 1, ...given } = withoutNulls(command.input)
  if (id === undefined) return undefined
  return { ...given, ...placeOf(given), id, kind, quantity, version: 0, createdAt: at, updatedAt: at }
}

/** Only a move of all there is changes the place of the row; of a part of it the server makes two. */
function moved(item: InventoryItem, to: Extract<Command, { name: 'inventory.move' }>['input']): InventoryItem {
  if (to.quantity !== undefined && to.quantity < item.quantity) {
    return { ...item, quantity: item.quantity - to.quantity }
  }
  const { warehouse: _w, siteId: _s, technicianId: _t, ...rest } = item
  return { ...rest, ...placeOf(to) }
}

type Place = Pick<InventoryItem, 'place' | 'warehouse' | 'siteId' | 'technicianId'>

function placeOf({ warehouse, siteId, technicianId }: Omit<Place, 'place'>): Place {
  if (siteId !== undefined) return { place: 'site', siteId }
  if (technicianId !== undefined) return { place: 'technician', technicianId }
  return { place: 'warehouse', warehouse: warehouse ?? 'Main' }
}
