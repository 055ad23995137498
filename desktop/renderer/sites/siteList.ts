import { type ListColumn, type ListFilter, type SavedView } from '../list/listRows.ts'
import { type SiteRow } from './siteRows.ts'

type Row = SiteRow

/** "America/New_York" as "New York". */
export function zoneWords(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ')
}

export const siteColumns: readonly ListColumn<Row>[] = [
  {
    id: 'name',
    label: 'Name',
    min: 200,
    grow: 1.4,
    drop: 0,
    main: true,
    value: ({ site }) => site.name,
    text: ({ site }) => site.name,
  },
  {
    id: 'address',
    label: 'Address',
    min: 200,
    grow: 1.6,
    drop: 1,
    value: ({ site }) => site.address,
    text: ({ site }) => site.address ?? '',
  },
  {
    id: 'contact',
    label: 'Contact',
    min: 150,
    grow: 1,
    drop: 3,
    value: ({ site }) => site.contact,
    text: ({ site }) => site.contact ?? '',
  },
  {
    id: 'time',
    label: 'Time there',
    min: 116,
    grow: 0,
    drop: 2,
    filter: 'zone',
    value: ({ site }) => site.timeZone,
  },
  {
    id: 'open',
    label: 'Open tickets',
    min: 108,
    grow: 0,
    drop: 0,
    align: 'right',
    value: ({ openTickets }) => openTickets,
  },
  {
    id: 'equipment',
    label: 'Equipment',
    min: 92,
    grow: 0,
    drop: 4,
    align: 'right',
    value: ({ equipment }) => equipment,
  },
  {
    id: 'updatedAt',
    label: 'Changed',
    min: 80,
    grow: 0,
    drop: 5,
    align: 'right',
    extra: true,
    value: ({ site }) => site.updatedAt,
  },
]

export const siteFilters: readonly ListFilter<Row>[] = [
  {
    id: 'zone',
    label: 'Time zone',
    labelOf: (zone) => zone.replaceAll('_', ' '),
    valuesOf: ({ site }) => [site.timeZone],
  },
]

export const siteViews: readonly SavedView<Row>[] = [
  {
    id: 'all',
    label: 'All sites',
    empty: 'Every place that tickets are for shows here.',
    holds: () => true,
    sort: { column: 'name', descending: false },
  },
  {
    id: 'busy',
    label: 'With open tickets',
    empty: 'Sites where something is to be done show here, those with the most first.',
    holds: ({ openTickets }) => openTickets > 0,
    sort: { column: 'open', descending: true },
  },
  {
    id: 'equipped',
    label: 'With equipment',
    empty: 'Sites that parts or equipment are kept at show here.',
    holds: ({ equipment }) => equipment > 0,
    sort: { column: 'equipment', descending: true },
  },
]
