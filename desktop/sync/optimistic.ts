import { type Comment } from '../../api/contract/comment.ts'
import { Refused } from '../../api/contract/errors.ts'
import { type InventoryItem } from '../../api/contract/inventoryItem.ts'
import { type SessionUser } from '../../api/contract/session.ts'
import { type Shipment } from '../../api/contract/shipment.ts'
import { type Site } from '../../api/contract/site.ts'
import { type Technician } from '../../api/contract/technician.ts'
import { type Ticket } from '../../api/contract/ticket.ts'
import { type TimeEntry } from '../../api/contract/timeEntry.ts'
import { type Rows, type RowType } from '../link/messages.ts'
import { onComment, onInventory, onShipment, onSite, onTechnician, onTimeEntry } from './optimisticRows.ts'
import { onTicket } from './optimisticTicket.ts'
import { patched } from './patched.ts'
import { type StoredCommand } from './replicaStore.ts'

/**
 * What a row will look like once the server has carried out a waiting command: the contract's own steps, so that both
 * sides agree. Undefined for a row that will be gone.
 * A step that the row as it is now does not allow leaves it unchanged: the server will say what it thinks of that.
 */
export function applyOptimistically<Type extends RowType>(
  type: Type,
  row: Rows[Type] | undefined,
  stored: StoredCommand,
  user: SessionUser,
): Rows[Type] | undefined
export function applyOptimistically(
  type: RowType,
  row: Rows[RowType] | undefined,
  stored: StoredCommand,
  user: SessionUser,
): Rows[RowType] | undefined {
  if (stored.command.name.endsWith('.delete')) return undefined
  try {
    switch (type) {
      case 'ticket':
        return onTicket(row as Ticket | undefined, stored, user)
      case 'site':
        return onSite(row as Site | undefined, stored)
      case 'shipment':
        return onShipment(row as Shipment | undefined, stored)
      case 'technician':
        return row && onTechnician(row as Technician, stored.command)
      case 'inventory':
        return onInventory(row as InventoryItem | undefined, stored)
      case 'comment':
        return onComment(row as Comment | undefined, stored, user)
      case 'time_entry':
        return onTimeEntry(row as TimeEntry | undefined, stored, user)
      default:
        return row && stored.command.name.endsWith('.update') ? patched(row, stored.command.input) : row
    }
  } catch (error) {
    if (error instanceof Refused) return row
    throw error
  }
}
