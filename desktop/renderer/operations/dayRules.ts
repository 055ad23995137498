import { endedShipmentStatuses, type Shipment, type ShipmentStatus } from '../../../api/contract/shipment.ts'
import { type InventoryItem } from '../../../api/contract/inventoryItem.ts'
import { dutyWords, technicianStatusWords } from '../ui/words.ts'
import { type Duty, type Technician, type TechnicianStatus } from '../../../api/contract/technician.ts'
import { dayOf } from '../ui/zonedTime.ts'

const arrived: readonly ShipmentStatus[] = [...endedShipmentStatuses, 'delivered', 'available_for_pickup']

/** Still to come, and expected by the end of its site's day; what was expected before that is overdue. */
export function isDueToday({ status, expectedAt }: Shipment, now: number, zone: string): boolean {
  if (expectedAt === undefined || arrived.includes(status)) return false
  return dayOf(Date.parse(expectedAt), zone) <= dayOf(now, zone)
}

export function isOverdue({ status, expectedAt }: Shipment, now: number): boolean {
  return expectedAt !== undefined && !arrived.includes(status) && Date.parse(expectedAt) < now
}

/** As the contract says: fewer than the minimum. */
export function isLowStock({ quantity, minimum }: InventoryItem): boolean {
  return minimum !== undefined && quantity < minimum
}

/** Technicians by what they do: those on shift by their status, the others together. */
export type CrewGroup = TechnicianStatus | 'off_shift'
export const crewGroups: readonly CrewGroup[] = [
  'available',
  'assigned',
  'en_route',
  'on_site',
  'on_break',
  'unavailable',
  'out_of_service',
  'off_shift',
]
export const crewGroupWords: Record<CrewGroup, string> = { ...technicianStatusWords, off_shift: dutyWords.off_shift }

export function crewGroupOf({ duty, status }: { duty: Duty; status: TechnicianStatus }): CrewGroup {
  return duty === 'off_shift' ? 'off_shift' : status
}

/** How many of the active technicians are in each group, and how many of those on shift cannot be reached. */
export function countCrew(technicians: Iterable<Technician>): { groups: Map<CrewGroup, number>; unreachable: number } {
  const groups = new Map<CrewGroup, number>()
  let unreachable = 0
  for (const each of technicians) {
    if (!each.active) continue
    const group = crewGroupOf(each)
    groups.set(group, (groups.get(group) ?? 0) + 1)
    if (each.duty === 'on_shift' && each.reach === 'unreachable') unreachable++
  }
  return { groups, unreachable }
}

/** Whether a technician is of this group: one of `crewGroups`, or `unreachable`; none means everyone. */
export function inCrew(technician: Technician, crew: string): boolean {
  if (!technician.active) return false
  if (crew === '') return true
  if (crew === 'unreachable') return technician.duty === 'on_shift' && technician.reach === 'unreachable'
  return crewGroupOf(technician) === crew
}
