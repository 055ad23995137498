import { technicianStatuses, type Technician, type TechnicianStatus } from '../../../api/contract/technician.ts'
import { isLost, isOnDuty, worksHere } from '../technicians/technicianRows.ts'
import { dutyWords, technicianStatusWords } from '../ui/words.ts'

/** Technicians by what they do: those on duty by their status, the others together. */
export type CrewGroup = TechnicianStatus | 'off_shift'
export const crewGroups: readonly CrewGroup[] = [...technicianStatuses, 'off_shift']
export const crewGroupWords: Record<CrewGroup, string> = { ...technicianStatusWords, off_shift: dutyWords.off_shift }

export interface Crew {
  groups: ReadonlyMap<CrewGroup, number>
  all: number
  onDuty: number
  /** Of those on duty. */
  unreachable: number
}

/** How many of those who work here are in each group. */
export function countCrew(technicians: Iterable<Technician>): Crew {
  const groups = new Map<CrewGroup, number>()
  let [all, onDuty, unreachable] = [0, 0, 0]
  for (const each of technicians) {
    if (!worksHere(each)) continue
    const group = isOnDuty(each) ? each.status : 'off_shift'
    all++
    groups.set(group, (groups.get(group) ?? 0) + 1)
    if (isOnDuty(each)) onDuty++
    if (isLost(each)) unreachable++
  }
  return { groups, all, onDuty, unreachable }
}

/** The list of technicians behind the number of a group, or of those on duty who cannot be reached. */
export function crewPath(group: CrewGroup | 'unreachable'): { path: string; query: Record<string, string> } {
  if (group === 'off_shift') return { path: '/technicians/off-shift', query: {} }
  return { path: '/technicians/on-duty', query: group === 'unreachable' ? { reach: group } : { status: group } }
}
