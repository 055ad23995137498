import { h } from 'vue'
import { reaches, technicianStatuses, type Reach, type TechnicianStatus } from '../../../api/contract/technician.ts'
import { type ListColumn, type ListFilter, type SavedView } from '../list/listRows.ts'
import TechnicianGlyph from '../ui/TechnicianGlyph.vue'
import { dutyWords, reachWords, technicianStatusWords } from '../ui/words.ts'
import { isFree, isOnDuty, type TechnicianRow } from './technicianRows.ts'

type Row = TechnicianRow

const statusRank = (status: TechnicianStatus): number => technicianStatuses.indexOf(status)
const ticketText = ({ ticket }: Row['jobs'][number]): string => `${ticket.number || 'new'} ${ticket.title}`

/** What they do, in one word: off shift says it all where nothing else is said. */
export function statusWord({ technician: { duty, status } }: Pick<Row, 'technician'>): string {
  return duty === 'off_shift' && status === 'available' ? dutyWords.off_shift : technicianStatusWords[status]
}

export const technicianColumns: readonly ListColumn<Row>[] = [
  {
    id: 'name',
    label: 'Name',
    min: 170,
    grow: 1,
    drop: 0,
    main: true,
    value: ({ technician }) => technician.name,
    text: ({ technician }) => technician.name,
  },
  {
    id: 'status',
    label: 'Status',
    min: 148,
    grow: 0,
    drop: 0,
    filter: 'status',
    value: ({ technician }) => statusRank(technician.status),
    text: (row) => statusWord(row),
  },
  {
    id: 'since',
    label: 'Since',
    min: 84,
    grow: 0,
    drop: 2,
    value: ({ technician }) => technician.statusSince,
  },
  {
    id: 'work',
    label: 'Now',
    min: 200,
    grow: 2,
    drop: 0,
    value: ({ jobs }) => jobs[0]?.ticket.number,
    text: ({ jobs }) => (jobs[0] ? ticketText(jobs[0]) : ''),
  },
  {
    id: 'site',
    label: 'Site',
    min: 130,
    grow: 1,
    drop: 4,
    value: ({ siteName }) => siteName || undefined,
    text: ({ siteName }) => siteName,
  },
  {
    id: 'next',
    label: 'Next',
    min: 150,
    grow: 1.4,
    drop: 5,
    value: ({ jobs }) => jobs[1]?.ticket.number,
    text: ({ jobs }) => (jobs[1] ? ticketText(jobs[1]) : ''),
  },
  {
    id: 'reach',
    label: 'Reach',
    min: 124,
    grow: 0,
    drop: 1,
    filter: 'reach',
    value: ({ technician }) => reaches.indexOf(technician.reach),
    text: ({ technician }) => reachWords[technician.reach],
  },
  {
    id: 'skills',
    label: 'Skills',
    min: 140,
    grow: 0.8,
    drop: 6,
    filter: 'skill',
    extra: true,
    value: ({ technician }) => technician.skills.join(', ') || undefined,
    text: ({ technician }) => technician.skills.join(', '),
  },
  {
    id: 'phone',
    label: 'Phone',
    min: 130,
    grow: 0,
    drop: 7,
    extra: true,
    value: ({ technician }) => technician.phone,
    text: ({ technician }) => technician.phone ?? '',
  },
  { id: 'jobs', label: 'Jobs', min: 56, grow: 0, drop: 3, align: 'right', value: ({ jobs }) => jobs.length },
]

const statusOf = (value: string): TechnicianStatus => technicianStatuses.find((each) => each === value) ?? 'available'
const reachOf = (value: string): Reach => reaches.find((each) => each === value) ?? 'online'

export const technicianFilters: readonly ListFilter<Row>[] = [
  {
    id: 'status',
    label: 'Status',
    order: technicianStatuses,
    labelOf: (value) => technicianStatusWords[statusOf(value)],
    glyph: ({ value }) => h(TechnicianGlyph, { status: statusOf(value), duty: 'on_shift' }),
    valuesOf: ({ technician }) => [technician.status],
  },
  {
    id: 'reach',
    label: 'Reach',
    order: reaches,
    labelOf: (value) => reachWords[reachOf(value)],
    valuesOf: ({ technician }) => [technician.reach],
  },
  {
    id: 'skill',
    label: 'Skill',
    labelOf: (value) => value,
    valuesOf: ({ technician }) => technician.skills,
  },
]

const byStatus = { column: 'status', descending: false }
const byName = { column: 'name', descending: false }

export const technicianViews: readonly SavedView<Row>[] = [
  {
    id: 'on-duty',
    label: 'On duty',
    empty: 'Technicians whose shift has begun show here: they begin it on their phone, or you do on their page.',
    holds: ({ technician }) => isOnDuty(technician),
    sort: byStatus,
  },
  {
    id: 'free',
    label: 'Free',
    empty: 'Technicians on shift with nothing assigned show here.',
    holds: ({ technician }) => isFree(technician),
    sort: { column: 'since', descending: false },
    hides: ['work', 'next', 'site', 'jobs'],
  },
  {
    id: 'off-shift',
    label: 'Off shift',
    empty: 'Technicians whose shift has not begun, or is over, show here.',
    holds: ({ technician }) => !isOnDuty(technician),
    sort: byName,
  },
  {
    id: 'all',
    label: 'All',
    empty: 'Everyone who works in the field shows here.',
    holds: () => true,
    sort: byName,
  },
]
