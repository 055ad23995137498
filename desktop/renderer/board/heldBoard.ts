import { queueLane, type BoardLayout } from './boardLayout.ts'

/** The board as it stays while somebody points at it. */
export interface HeldBoard {
  readonly layout: BoardLayout
  /** Cards shown where they no longer belong, as `cardKey` names them. */
  readonly left: ReadonlySet<string>
  /** How many tickets and technicians have come somewhere and are not shown there yet. */
  readonly waiting: number
}

export function cardKey(lane: string, ticketId: string): string {
  return `${lane}/${ticketId}`
}

export function settledBoard(layout: BoardLayout): HeldBoard {
  return { layout, left: new Set(), waiting: 0 }
}

export interface HoldBoardOptions {
  shown: BoardLayout
  fresh: BoardLayout
  /** Whether there is still such a ticket, or technician: what is deleted or out of sight goes at once. */
  exists: (id: string) => boolean
  /** What one moved oneself goes to its place at once; that is what was asked for. */
  own: ReadonlySet<string>
}

/** Nothing changes its place; what left is marked, what came is counted. */
export function holdBoard({ shown, fresh, exists, own }: HoldBoardOptions): HeldBoard {
  const freshOf = new Map(fresh.lanes.map(({ technicianId, ticketIds }) => [technicianId, ticketIds]))
  const keep = (ids: readonly string[], now: readonly string[]): string[] =>
    withOwn(
      ids.filter((id) => exists(id) && !own.has(id)),
      now,
      own,
    )
  const lanes = shown.lanes
    .filter(({ technicianId }) => exists(technicianId))
    .map(({ technicianId, ticketIds }) => ({
      technicianId,
      ticketIds: keep(ticketIds, freshOf.get(technicianId) ?? []),
    }))
  const layout: BoardLayout = { lanes, queue: keep(shown.queue, fresh.queue) }
  const [here, there] = [keysOf(layout), keysOf(fresh)]
  const shownLanes = new Set(lanes.map(({ technicianId }) => technicianId))
  const came = new Set([...there].filter(([key]) => !here.has(key)).map(([, ticketId]) => ticketId))
  for (const { technicianId } of fresh.lanes) if (!shownLanes.has(technicianId)) came.add(technicianId)
  return { layout, left: new Set([...here.keys()].filter((key) => !there.has(key))), waiting: came.size }
}

/** Own cards put in before the first card that comes after them in the order there is now. */
function withOwn(kept: string[], now: readonly string[], own: ReadonlySet<string>): string[] {
  for (const [index, id] of now.entries()) {
    if (!own.has(id)) continue
    const after = new Set(now.slice(index + 1))
    const place = kept.findIndex((each) => after.has(each))
    kept.splice(place < 0 ? kept.length : place, 0, id)
  }
  return kept
}

function keysOf({ lanes, queue }: BoardLayout): Map<string, string> {
  const keys = new Map<string, string>()
  for (const id of queue) keys.set(cardKey(queueLane, id), id)
  for (const { technicianId, ticketIds } of lanes) {
    for (const id of ticketIds) keys.set(cardKey(technicianId, id), id)
  }
  return keys
}
