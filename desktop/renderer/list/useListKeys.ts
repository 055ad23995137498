import { type Ref } from 'vue'
import { useRegistered, type Action } from '../actions/useActions.ts'
import { type GridHandle } from './GridHandle.ts'
import { type Identified } from './heldList.ts'
import { type Selection } from './useSelectionOf.ts'

export interface ListKeysOptions<Row extends Identified> {
  /** What a row is, in words: "ticket". */
  noun: string
  /** The rows on screen, in their order. */
  rows: () => readonly Row[]
  selection: Selection
  grid: Readonly<Ref<GridHandle | null>>
  narrow: Readonly<Ref<boolean>>
  /** What typed digits are looked for at the beginning of. Digits: the letters are commands. */
  typeAhead?: ((row: Row) => string) | undefined
  /** Whether there is an inspector; without one Enter opens the row itself. */
  inspects: boolean
  open: (id: string) => void
  openWindow: (id: string) => void
  copyLink: () => void
  focusSearch: () => void
  focusInspector: () => void
  isNarrowed: () => boolean
  clear: () => void
}

/** Digits typed within this time belong to one number. */
const typeAheadPause = 1_000
const group = 'In the list'

/** The keys of a list, all of them in the registry. */
export function useListKeys<Row extends Identified>(options: ListKeysOptions<Row>): void {
  const { grid, noun } = options
  useRegistered([
    ...moveActions(options),
    ...selectionActions(options),
    {
      id: 'list.search',
      title: `Search these ${noun}s`,
      group,
      keys: '/',
      words: 'find filter',
      run: () => options.focusSearch(),
    },
    {
      id: 'list.clear',
      title: 'Clear search and filters',
      group,
      when: () => options.isNarrowed(),
      run: () => options.clear(),
    },
    { id: 'list.focus', title: 'To the list', group, keys: 'Shift+l', keyOnly: true, run: () => grid.value?.focus() },
  ])
}

function moveActions<Row extends Identified>({
  rows,
  selection,
  grid,
  noun,
  typeAhead,
}: ListKeysOptions<Row>): Action[] {
  const page = (): number => grid.value?.page ?? 1

  function go(index: number, extend = false): void {
    const all = rows()
    const row = all[Math.max(0, Math.min(all.length - 1, index))]
    if (!row) return
    if (extend) {
      if (selection.anchor === undefined && selection.current !== undefined) selection.anchor = selection.current
      selection.markTo(
        row.id,
        all.map(({ id }) => id),
      )
    } else selection.select(row.id)
    grid.value?.scrollTo(row.id)
  }

  function move(by: number, extend = false): void {
    const from = rows().findIndex(({ id }) => id === selection.current)
    go(from < 0 ? (by > 0 ? 0 : rows().length - 1) : from + by, extend)
  }

  const moves: [keys: string, title: string, run: (event?: KeyboardEvent) => void][] = [
    ['ArrowDown', `Next ${noun}`, () => move(1)],
    ['ArrowUp', `The ${noun} before`, () => move(-1)],
    ['j', `Next ${noun}`, () => move(1)],
    ['k', `The ${noun} before`, () => move(-1)],
    ['PageDown', 'A page down', () => move(page())],
    ['PageUp', 'A page up', () => move(-page())],
    ['Home', `First ${noun}`, () => go(0)],
    ['End', `Last ${noun}`, () => go(rows().length - 1)],
    ['Shift+ArrowDown', 'Mark on downwards', () => move(1, true)],
    ['Shift+ArrowUp', 'Mark on upwards', () => move(-1, true)],
    ['Shift+PageDown', 'Mark a page down', () => move(page(), true)],
    ['Shift+PageUp', 'Mark a page up', () => move(-page(), true)],
    ['Shift+Home', 'Mark to the first', () => go(0, true)],
    ['Shift+End', 'Mark to the last', () => go(rows().length - 1, true)],
  ]
  if (typeAhead) {
    const type = digitTypeAhead((digits) => {
      const texts = rows().map(typeAhead)
      const exact = texts.indexOf(digits)
      const found = exact >= 0 ? exact : texts.findIndex((text) => text.startsWith(digits))
      if (found >= 0) go(found)
    })
    moves.push(['([0-9])', `Type a number to go to that ${noun}`, (event) => type(event?.key ?? '')])
  }
  const when = (): boolean => grid.value?.hasFocus ?? false
  return moves.map(([keys, title, run]) => ({ id: `grid.${keys}`, title, group, keys, keyOnly: true, when, run }))
}

function selectionActions<Row extends Identified>(options: ListKeysOptions<Row>): Action[] {
  const { selection, rows, grid, noun, narrow, inspects, open, openWindow, copyLink, focusInspector } = options
  const hasCurrent = (): boolean => selection.current !== undefined
  const isInGrid = (): boolean => grid.value?.hasFocus ?? false
  const inGrid = (): boolean => isInGrid() && hasCurrent()
  const current = (act: (id: string) => void) => () => {
    if (selection.current !== undefined) act(selection.current)
  }
  const enter = (id: string): void => {
    if (!inspects || narrow.value) open(id)
    else if (selection.isInspecting) openWindow(id)
    else selection.isInspecting = true
  }
  const inspecting: Action[] = [
    {
      id: 'grid.inspect',
      title: 'Show or hide the details',
      group,
      keys: 'Space',
      when: inGrid,
      run: () => (selection.isInspecting = !selection.isInspecting),
    },
    {
      id: 'grid.toInspector',
      title: 'Into the details',
      group,
      keys: 'ArrowRight',
      keyOnly: true,
      when: () => inGrid() && selection.isInspecting,
      run: () => focusInspector(),
    },
  ]
  return [
    ...(inspects ? inspecting : []),
    {
      id: 'grid.mark',
      title: 'Mark or unmark',
      group,
      keys: 'x',
      keyOnly: true,
      when: inGrid,
      run: current(selection.toggleMark),
    },
    {
      id: 'grid.markAll',
      title: `Mark all shown ${noun}s`,
      group,
      keys: '$mod+a',
      when: isInGrid,
      run: () => (selection.marked = new Set(rows().map(({ id }) => id))),
    },
    {
      id: 'grid.enter',
      title: inspects ? 'Show the details; again: in a window of its own' : `Open the ${noun}`,
      group,
      keys: 'Enter',
      keyOnly: true,
      when: inGrid,
      run: current(enter),
    },
    {
      id: 'row.window',
      title: 'Open in a window of its own',
      group,
      keys: 'o',
      when: hasCurrent,
      run: current(openWindow),
    },
    { id: 'row.copy', title: 'Copy the link', group, keys: 'y', when: hasCurrent, run: () => copyLink() },
    {
      id: 'grid.unmark',
      title: 'Unmark, then close the details',
      group,
      keys: 'Escape',
      keyOnly: true,
      run: () => {
        if (selection.marked.size > 0) selection.unmark()
        else selection.isInspecting = false
      },
    },
  ]
}

function digitTypeAhead(onDigits: (digits: string) => void): (key: string) => void {
  let digits = ''
  let timer: ReturnType<typeof setTimeout> | undefined
  return (key) => {
    clearTimeout(timer)
    digits += key
    timer = setTimeout(() => (digits = ''), typeAheadPause)
    onDigits(digits)
  }
}
