import { queueLane, type BoardLayout } from './boardLayout.ts'

/** The card that the keys act on. */
export interface BoardCursor {
  readonly lane: string
  readonly ticketId: string
}

export type CursorMove = 'up' | 'down' | 'left' | 'right' | 'first' | 'last' | 'pageUp' | 'pageDown'

const page = 8

/** Where a key takes the cursor: along the queue, along a lane, from lane to lane past the empty ones. It stays where there is nothing. */
export function moveCursor(
  layout: BoardLayout,
  cursor: BoardCursor | undefined,
  move: CursorMove,
): BoardCursor | undefined {
  if (!cursor) return firstOf(layout)
  return cursor.lane === queueLane ? inQueue(layout, cursor, move) : inLanes(layout, cursor, move)
}

export function firstOf({ lanes, queue }: BoardLayout): BoardCursor | undefined {
  const [ticketId] = queue
  if (ticketId !== undefined) return { lane: queueLane, ticketId }
  const lane = lanes.find(({ ticketIds }) => ticketIds.length > 0)
  return lane && at(lane.technicianId, lane.ticketIds, 0)
}

function at(lane: string, ids: readonly string[], index: number): BoardCursor | undefined {
  const ticketId = ids[Math.max(0, Math.min(ids.length - 1, index))]
  return ticketId === undefined ? undefined : { lane, ticketId }
}

const steps: Record<Exclude<CursorMove, 'left' | 'right' | 'first' | 'last'>, number> = {
  up: -1,
  down: 1,
  pageUp: -page,
  pageDown: page,
}

function inQueue({ lanes, queue }: BoardLayout, cursor: BoardCursor, move: CursorMove): BoardCursor | undefined {
  if (move === 'left') return cursor
  if (move === 'right') {
    const lane = lanes.find(({ ticketIds }) => ticketIds.length > 0)
    return (lane && at(lane.technicianId, lane.ticketIds, 0)) ?? cursor
  }
  const index = queue.indexOf(cursor.ticketId)
  const next = move === 'first' ? 0 : move === 'last' ? queue.length - 1 : index + steps[move]
  return at(queueLane, queue, next) ?? cursor
}

function inLanes({ lanes, queue }: BoardLayout, cursor: BoardCursor, move: CursorMove): BoardCursor | undefined {
  const own = lanes.find(({ technicianId }) => technicianId === cursor.lane)
  const place = own?.ticketIds.indexOf(cursor.ticketId) ?? -1
  if (!own || place < 0) return firstOf({ lanes, queue })
  if (move === 'left' && place === 0) return at(queueLane, queue, 0) ?? cursor
  if (move === 'left' || move === 'right')
    return at(own.technicianId, own.ticketIds, place + (move === 'left' ? -1 : 1))
  const filled = lanes.filter(({ ticketIds }) => ticketIds.length > 0)
  const from = filled.indexOf(own)
  const to = move === 'first' ? 0 : move === 'last' ? filled.length - 1 : from + steps[move]
  const lane = filled[Math.max(0, Math.min(filled.length - 1, to))]
  return (lane && at(lane.technicianId, lane.ticketIds, place)) ?? cursor
}
