import { computed, nextTick, shallowRef, watch, type Ref } from 'vue'
import { useReplica } from '../replica/useReplica.ts'
import { useSelection } from '../tickets/useSelection.ts'
import { moveCursor, type BoardCursor, type CursorMove } from './boardCursor.ts'
import { queueLane, type BoardLayout } from './boardLayout.ts'
import { type BoardMove } from './boardMoves.ts'

/** What the cursor asks of the two parts of the board. */
export interface BoardParts {
  queue: () => { focus: () => void; scrollTo: (ticketId: string) => void } | null
  lanes: () => { focus: () => void; scrollTo: (lane: string, ticketId: string) => unknown } | null
}

/** The card that the keys act on; it stays on its ticket wherever that goes. */
export function useBoardCursor(layout: Ref<BoardLayout>, { queue, lanes }: BoardParts) {
  const replica = useReplica()
  const selection = useSelection()
  const cursor = shallowRef<BoardCursor>()
  const ticket = computed(() => (cursor.value ? replica.ticket(cursor.value.ticketId) : undefined))
  const isInLane = computed(() => cursor.value !== undefined && cursor.value.lane !== queueLane)

  function select(next: BoardCursor | undefined): void {
    cursor.value = next
    if (next) selection.select(next.ticketId)
  }

  function focus(): void {
    if (isInLane.value) lanes()?.focus()
    else queue()?.focus()
  }

  function go(to: CursorMove): void {
    select(moveCursor(layout.value, cursor.value, to))
    if (!cursor.value) return
    const { lane, ticketId } = cursor.value
    focus()
    if (isInLane.value) void lanes()?.scrollTo(lane, ticketId)
    else queue()?.scrollTo(ticketId)
  }

  /** By keys the next card of the queue comes to hand; one that was in a lane is followed. */
  function carry(to: string, move: (move: BoardMove) => void): void {
    if (!cursor.value) return
    const { lane: from, ticketId } = cursor.value
    const next = from === queueLane ? moveCursor(layout.value, cursor.value, 'down') : { lane: to, ticketId }
    move({ ticketId, from, to })
    select(next)
    void nextTick(focus)
  }

  /** Where its ticket went elsewhere the cursor goes along, once that is shown. */
  watch(layout, ({ lanes: all, queue: waiting }) => {
    if (!cursor.value) return
    const { lane, ticketId } = cursor.value
    const ids = lane === queueLane ? waiting : all.find(({ technicianId }) => technicianId === lane)?.ticketIds
    if (ids?.includes(ticketId)) return
    const other = all.find(({ ticketIds }) => ticketIds.includes(ticketId))
    if (other) cursor.value = { lane: other.technicianId, ticketId }
    else if (waiting.includes(ticketId)) cursor.value = { lane: queueLane, ticketId }
  })

  return { cursor, ticket, isInLane, select, focus, go, carry }
}
