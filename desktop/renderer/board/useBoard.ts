import { computed, shallowRef, toRef, watch, type Ref } from 'vue'
import { useReplica } from '../replica/useReplica.ts'
import { useStatus } from '../replica/useStatus.ts'
import { useTicketList } from '../tickets/useTicketList.ts'
import { emptyBoard, queueLane } from './boardLayout.ts'
import { holdBoard, settledBoard, type HeldBoard } from './heldBoard.ts'
import { type BoardMove } from './boardMoves.ts'
import { useBoardLayout } from './useBoardLayout.ts'

/** The board on screen: as it is, or, while somebody points at it or drags over it, as it was with what changed since waiting to be let in. */
export function useBoard(isHeld: Ref<boolean>) {
  const replica = useReplica()
  const status = useStatus()
  const list = useTicketList()
  const held = shallowRef<HeldBoard>(settledBoard(emptyBoard))
  /** What one moved oneself, until it is where it was sent. */
  const own = new Map<string, string>()

  const fresh = toRef(useBoardLayout(), 'layout')
  const exists = (id: string): boolean => replica.tickets.has(id) || replica.technicians.has(id)

  function release(): void {
    held.value = settledBoard(fresh.value)
    own.clear()
  }

  /** What the first load brings is no news; after a sign-in it comes like any other change, before it is known to be complete. */
  function isFirstLoad(): boolean {
    const { lanes, queue } = held.value.layout
    if (status.status.asOf === undefined) return true
    return queue.length === 0 && lanes.every(({ ticketIds }) => ticketIds.length === 0)
  }

  let loads = replica.loads

  function refresh(): void {
    const isLoad = loads !== replica.loads
    loads = replica.loads
    if (!isHeld.value || isLoad || isFirstLoad()) return release()
    const arrived = new Set([...own].filter(([ticketId, lane]) => isAt(ticketId, lane)).map(([ticketId]) => ticketId))
    for (const row of list.everything()) if (row.change.version === 0) arrived.add(row.id)
    held.value = holdBoard({ shown: held.value.layout, fresh: fresh.value, exists, own: arrived })
    for (const ticketId of arrived) own.delete(ticketId)
  }

  function isAt(ticketId: string, lane: string): boolean {
    const { lanes, queue } = fresh.value
    if (lane === queueLane) return queue.includes(ticketId)
    return lanes.find(({ technicianId }) => technicianId === lane)?.ticketIds.includes(ticketId) ?? false
  }

  /** Its card goes at once, whatever else is held. */
  function expect({ ticketId, to }: BoardMove): void {
    own.set(ticketId, to)
  }

  watch(fresh, refresh, { immediate: true })
  watch(isHeld, (now) => {
    if (!now) release()
  })

  /** How many jobs each has, whatever is held: these numbers are links, and agree with what they open. */
  const jobs = computed(
    () => new Map(fresh.value.lanes.map(({ technicianId, ticketIds }) => [technicianId, ticketIds.length])),
  )
  const queued = computed(() => fresh.value.queue.length)
  return { held, release, expect, jobs, queued }
}
