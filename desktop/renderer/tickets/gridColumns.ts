import { type FilterField } from './ticketFilter.ts'
import { type SortColumn } from './ticketOrder.ts'

export interface GridColumn {
  id: SortColumn
  label: string
  /** Px; what it needs to be of use. */
  min: number
  /** Its share of the room that is left; 0 keeps it at `min`. */
  grow: number
  /** Where the room does not suffice the highest goes first; 0 stays. */
  drop: number
  filter?: FilterField
  align?: 'right'
  /** Shown only where someone asks for it. */
  extra?: boolean
}

export const gridColumns: readonly GridColumn[] = [
  { id: 'priority', label: 'Priority', min: 76, grow: 0, drop: 0, filter: 'priority' },
  { id: 'number', label: 'Number', min: 72, grow: 0, drop: 0 },
  { id: 'status', label: 'Status', min: 132, grow: 0, drop: 0, filter: 'status' },
  { id: 'title', label: 'Title', min: 220, grow: 3, drop: 0 },
  { id: 'type', label: 'Type', min: 130, grow: 1, drop: 5, filter: 'type' },
  { id: 'site', label: 'Site', min: 140, grow: 1.2, drop: 3, filter: 'site' },
  { id: 'technician', label: 'Technicians', min: 140, grow: 1, drop: 1, filter: 'technician' },
  { id: 'scheduledFor', label: 'Scheduled', min: 108, grow: 0, drop: 4 },
  { id: 'createdAt', label: 'Age', min: 64, grow: 0, drop: 2, align: 'right' },
  { id: 'updatedAt', label: 'Changed', min: 72, grow: 0, drop: 6, align: 'right', extra: true },
]

/** The tick box at the left, and the room at the right edge. */
export const markWidth = 34
const endWidth = 12

export interface ColumnChoice {
  /** Of the view: what says the same in each of its rows, unless someone asks for it. */
  hides?: readonly SortColumn[] | undefined
  columns: Readonly<Record<string, boolean>>
  columnWidths: Readonly<Record<string, number>>
}

export function isChosen({ id, extra = false }: GridColumn, { columns, hides = [] }: ColumnChoice): boolean {
  return columns[id] ?? !(extra || hides.includes(id))
}

const widthOf = ({ id, min }: GridColumn, { columnWidths }: ColumnChoice): number => columnWidths[id] ?? min

/** The chosen columns as far as they fit: those that matter least go first, and none is squeezed until it says nothing. */
export function fittingColumns(available: number, choice: ColumnChoice): GridColumn[] {
  let fitting = gridColumns.filter((column) => isChosen(column, choice))
  const needed = (): number => markWidth + endWidth + fitting.reduce((sum, column) => sum + widthOf(column, choice), 0)
  while (needed() > available) {
    const least = fitting.filter(({ drop }) => drop > 0).toSorted((a, b) => b.drop - a.drop)[0]
    if (!least) break
    fitting = fitting.filter((column) => column !== least)
  }
  return fitting
}

/** `grid-template-columns`: a width that someone has set holds; the title takes what is left in any case. */
export function columnTemplate(columns: readonly GridColumn[], choice: ColumnChoice): string {
  const tracks = columns.map((column) => {
    const { id, min, grow } = column
    const width = choice.columnWidths[id]
    if (width !== undefined && id !== 'title') return `${width}px`
    return grow > 0 ? `minmax(${width ?? min}px, ${grow}fr)` : `${min}px`
  })
  return [`${markWidth}px`, ...tracks, `${endWidth}px`].join(' ')
}
