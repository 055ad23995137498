import { useRegistered, type Action } from '../actions/useActions.ts'
import { type CursorMove } from './boardCursor.ts'

export interface BoardKeysOptions {
  /** Whether the queue or the lanes have the keys. */
  isInBoard: () => boolean
  hasCard: () => boolean
  /** Whether the card is somebody's. */
  isAssigned: () => boolean
  go: (move: CursorMove) => void
  inspect: () => void
  enter: () => void
  openWindow: () => void
  copyLink: () => void
  pick: () => void
  release: () => void
  undo: () => void
  close: () => void
  letIn: () => void
  focusBoard: () => void
}

const moves: [keys: string, title: string, move: CursorMove][] = [
  ['ArrowDown', 'Next card, or the lane below', 'down'],
  ['ArrowUp', 'Card before, or the lane above', 'up'],
  ['ArrowLeft', 'Card before in the lane, then the queue', 'left'],
  ['ArrowRight', 'Next card in the lane; from the queue to the lanes', 'right'],
  ['j', 'Next card, or the lane below', 'down'],
  ['k', 'Card before, or the lane above', 'up'],
  ['Home', 'First', 'first'],
  ['End', 'Last', 'last'],
  ['PageDown', 'A page down', 'pageDown'],
  ['PageUp', 'A page up', 'pageUp'],
]

/** The keys of the board, all of them in the registry: what the pointer can do, they can. */
export function useBoardKeys(options: BoardKeysOptions): void {
  const { isInBoard, hasCard, isAssigned } = options
  const group = 'On the board'
  const onCard = (): boolean => isInBoard() && hasCard()
  useRegistered([
    ...moves.map(([keys, title, move]): Action => ({
      id: `board.${keys}`,
      title,
      group,
      keys,
      keyOnly: true,
      when: isInBoard,
      run: () => options.go(move),
    })),
    { id: 'board.assign', title: 'Assign, or move to…', group, keys: 'a', when: hasCard, run: options.pick },
    {
      id: 'board.release',
      title: 'Back to the queue',
      group,
      keys: 'Backspace',
      words: 'release unassign',
      when: () => hasCard() && isAssigned(),
      run: options.release,
    },
    { id: 'board.undo', title: 'Undo the last move', group, keys: '$mod+z', run: options.undo },
    {
      id: 'board.inspect',
      title: 'Show or hide the details',
      group,
      keys: 'Space',
      when: onCard,
      run: options.inspect,
    },
    {
      id: 'board.enter',
      title: 'Show the details; again: in a window of its own',
      group,
      keys: 'Enter',
      keyOnly: true,
      when: onCard,
      run: options.enter,
    },
    {
      id: 'ticket.window',
      title: 'Open in a window of its own',
      group: 'Ticket',
      keys: 'o',
      when: hasCard,
      run: options.openWindow,
    },
    { id: 'ticket.copy', title: 'Copy the link', group: 'Ticket', keys: 'y', when: hasCard, run: options.copyLink },
    {
      id: 'board.letIn',
      title: 'Show what came in meanwhile',
      group,
      keys: 'r',
      words: 'refresh new',
      run: options.letIn,
    },
    { id: 'board.focus', title: 'To the board', group, keys: 'Shift+l', keyOnly: true, run: options.focusBoard },
    { id: 'board.close', title: 'Close the details', group, keys: 'Escape', keyOnly: true, run: options.close },
  ])
}
