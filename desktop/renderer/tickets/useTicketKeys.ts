import { type Ref } from 'vue'
import { useRegistered, type Action } from '../actions/useActions.ts'
import { type TicketRow } from './ticketRow.ts'
import { useSelection } from './useSelection.ts'
import { useTicketList } from './useTicketList.ts'

export interface TicketKeysOptions {
  /** The rows on screen, in their order. */
  rows: () => readonly TicketRow[]
  isInGrid: () => boolean
  page: () => number
  scrollTo: (id: string) => void
  focusGrid: () => void
  focusSearch: () => void
  focusInspector: () => void
  openWindow: (id: string) => void
  copyLink: () => void
  assign: () => void
  showView: (id: string) => void
  narrow: Ref<boolean>
}

/** Digits typed within this time belong to one number. */
const typeAheadPause = 1_000

/** The keys of the list, all of them in the registry. */
export function useTicketKeys(options: TicketKeysOptions): void {
  const selection = useSelection()
  const list = useTicketList()
  const { rows, isInGrid, page, scrollTo, focusGrid } = options

  const indexOf = (id: string | undefined): number => rows().findIndex((row) => row.id === id)

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
    scrollTo(row.id)
  }

  function move(by: number, extend = false): void {
    const from = indexOf(selection.current)
    go(from < 0 ? (by > 0 ? 0 : rows().length - 1) : from + by, extend)
  }

  const typeAhead = numberTypeAhead((digits) => {
    const found = rows().findIndex(({ ticket }) => String(ticket.number) === digits)
    go(found >= 0 ? found : rows().findIndex(({ ticket }) => String(ticket.number).startsWith(digits)))
  })

  const moves: [keys: string, title: string, run: (event?: KeyboardEvent) => void][] = [
    ['ArrowDown', 'Next ticket', () => move(1)],
    ['ArrowUp', 'Ticket before', () => move(-1)],
    ['j', 'Next ticket', () => move(1)],
    ['k', 'Ticket before', () => move(-1)],
    ['PageDown', 'A page down', () => move(page())],
    ['PageUp', 'A page up', () => move(-page())],
    ['Home', 'First ticket', () => go(0)],
    ['End', 'Last ticket', () => go(rows().length - 1)],
    ['Shift+ArrowDown', 'Mark on downwards', () => move(1, true)],
    ['Shift+ArrowUp', 'Mark on upwards', () => move(-1, true)],
    ['Shift+PageDown', 'Mark a page down', () => move(page(), true)],
    ['Shift+PageUp', 'Mark a page up', () => move(-page(), true)],
    ['Shift+Home', 'Mark to the first', () => go(0, true)],
    ['Shift+End', 'Mark to the last', () => go(rows().length - 1, true)],
    ['([0-9])', 'Type a number to go to that ticket', (event) => typeAhead(event?.key ?? '')],
  ]
  const group = 'In the list'
  useRegistered([
    ...moves.map(([keys, title, run]): Action => ({
      id: `grid.${keys}`,
      title,
      group,
      keys,
      keyOnly: true,
      when: isInGrid,
      run,
    })),
    ...selectionActions(options, selection, group),
    ...list.views.map((view): Action => ({
      id: `view.${view.id}`,
      title: `Go to ${view.label.toLowerCase()}`,
      group: 'Go to',
      keys: `g ${view.key}`,
      run: () => options.showView(view.id),
    })),
    {
      id: 'list.search',
      title: 'Search these tickets',
      group,
      keys: '/',
      words: 'find filter',
      run: () => options.focusSearch(),
    },
    {
      id: 'list.clear',
      title: 'Clear search and filters',
      group,
      when: () => list.isNarrowed,
      run: () => list.clear(),
    },
    { id: 'list.focus', title: 'To the list', group, keys: 'Shift+l', keyOnly: true, run: () => focusGrid() },
  ])
}

function selectionActions(
  { isInGrid, rows, openWindow, copyLink, assign, focusInspector, narrow }: TicketKeysOptions,
  selection: ReturnType<typeof useSelection>,
  group: string,
): Action[] {
  const hasCurrent = (): boolean => selection.current !== undefined
  const inGrid = (): boolean => isInGrid() && hasCurrent()
  const current = (act: (id: string) => void) => () => {
    if (selection.current !== undefined) act(selection.current)
  }
  const openOrWindow = (id: string): void => {
    if (selection.isInspecting && !narrow.value) openWindow(id)
    else selection.isInspecting = true
  }
  return [
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
      title: 'Mark all shown tickets',
      group,
      keys: '$mod+a',
      when: isInGrid,
      run: () => (selection.marked = new Set(rows().map(({ id }) => id))),
    },
    {
      id: 'grid.inspect',
      title: 'Show or hide the details',
      group,
      keys: 'Space',
      when: inGrid,
      run: () => (selection.isInspecting = !selection.isInspecting),
    },
    {
      id: 'grid.enter',
      title: 'Show the details; again: in a window of its own',
      group,
      keys: 'Enter',
      keyOnly: true,
      when: inGrid,
      run: current(openOrWindow),
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
    {
      id: 'ticket.window',
      title: 'Open in a window of its own',
      group: 'Ticket',
      keys: 'o',
      when: hasCurrent,
      run: current(openWindow),
    },
    { id: 'ticket.copy', title: 'Copy the link', group: 'Ticket', keys: 'y', when: hasCurrent, run: () => copyLink() },
    { id: 'ticket.assign', title: 'Assign…', group: 'Ticket', keys: 'a', when: hasCurrent, run: () => assign() },
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

function numberTypeAhead(onDigits: (digits: string) => void): (key: string) => void {
  let digits = ''
  let timer: ReturnType<typeof setTimeout> | undefined
  return (key) => {
    clearTimeout(timer)
    digits += key
    timer = setTimeout(() => (digits = ''), typeAheadPause)
    onDigits(digits)
  }
}
