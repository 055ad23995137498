/** A column of a list, as data. */
export interface GridColumn {
  id: string
  label: string
  /** Px; what it needs to be of use. */
  min: number
  /** Its share of the room that is left; 0 keeps it at `min`. */
  grow: number
  /** Where the room does not suffice the highest goes first; 0 stays. */
  drop: number
  /** Takes what is left in any case: it has no width of its own to set, and cannot be switched off. One of each list. */
  main?: boolean
  /** The id of the filter field that its funnel opens. */
  filter?: string
  align?: 'right'
  /** Shown only where someone asks for it. */
  extra?: boolean
}

/** The tick box at the left, and the room at the right edge. */
export const markWidth = 34
const endWidth = 12

export interface ColumnChoice {
  /** Of the view: what says the same in each of its rows, unless someone asks for it. */
  hides?: readonly string[] | undefined
  columns: Readonly<Record<string, boolean>>
  columnWidths: Readonly<Record<string, number>>
  /** The column the rows are in order of: where it is not to be seen they look as if in none. */
  sorted?: string
}

export function isChosen({ id, extra = false }: GridColumn, { columns, hides = [], sorted }: ColumnChoice): boolean {
  return columns[id] ?? (id === sorted || !(extra || hides.includes(id)))
}

const widthOf = ({ id, min }: GridColumn, { columnWidths }: ColumnChoice): number => columnWidths[id] ?? min

/** The chosen columns as far as they fit: those that matter least go first, and none is squeezed until it says nothing. */
export function fittingColumns<Column extends GridColumn>(
  columns: readonly Column[],
  available: number,
  choice: ColumnChoice,
): Column[] {
  const lasting = ({ id, drop }: Column): number => (id === choice.sorted ? 0.5 : drop)
  let fitting = columns.filter((column) => isChosen(column, choice))
  const needed = (): number => markWidth + endWidth + fitting.reduce((sum, column) => sum + widthOf(column, choice), 0)
  while (needed() > available) {
    const least = fitting.filter(({ drop }) => drop > 0).toSorted((a, b) => lasting(b) - lasting(a))[0]
    if (!least) break
    fitting = fitting.filter((column) => column !== least)
  }
  return fitting
}

/** `grid-template-columns`: a width that someone has set holds; the main column takes what is left in any case. */
export function columnTemplate(columns: readonly GridColumn[], choice: ColumnChoice): string {
  const tracks = columns.map(({ id, min, grow, main }) => {
    const width = choice.columnWidths[id]
    if (width !== undefined && !main) return `${width}px`
    return grow > 0 ? `minmax(${width ?? min}px, ${grow}fr)` : `${min}px`
  })
  return [`${markWidth}px`, ...tracks, `${endWidth}px`].join(' ')
}
