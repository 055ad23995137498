import { onScopeDispose, shallowRef } from 'vue'
import { isOutside, type ScreenPoint } from '../desktop/dragOut.ts'
import { type BoardMove } from './boardMoves.ts'

/** A card under way. */
export interface BoardDrag {
  readonly ticketId: string
  readonly from: string
  /** Where the pointer is, px. */
  readonly x: number
  readonly y: number
  /** Where on the card it was taken. */
  readonly grip: { readonly x: number; readonly y: number; readonly width: number }
  /** The lane below the pointer, or the queue; undefined over anything else. */
  readonly over: string | undefined
}

export interface BoardDragOptions {
  drop: (move: BoardMove) => void
  /** Let go of outside of the window, there on the screen. */
  dropOutside: (ticketId: string, at: ScreenPoint) => void
  /** What scrolls by itself while a card is held at its edge. */
  scrollers: () => readonly (HTMLElement | null | undefined)[]
}

/** So far a pointer may slip in a click. */
const slip = 5
const edge = 48
const fastest = 18

/**
 * Dragging by pointer events, with a layer of its own: the browser's drag and drop can neither be styled nor scroll lanes
 * at the pace of the pointer. A finger scrolls; it assigns by the picker.
 */
export function useBoardDrag({ drop, dropOutside, scrollers }: BoardDragOptions) {
  const drag = shallowRef<BoardDrag>()
  let begun: { event: PointerEvent; move: Pick<BoardMove, 'ticketId' | 'from'>; grip: BoardDrag['grip'] } | undefined
  let ended: AbortController | undefined
  let frame = 0

  function begin(event: PointerEvent, move: Pick<BoardMove, 'ticketId' | 'from'>): void {
    if (event.button !== 0 || event.pointerType === 'touch' || !(event.currentTarget instanceof HTMLElement)) return
    const box = event.currentTarget.getBoundingClientRect()
    begun = { event, move, grip: { x: event.clientX - box.left, y: event.clientY - box.top, width: box.width } }
    ended = new AbortController()
    const { signal } = ended
    window.addEventListener('pointermove', onPointerMove, { signal })
    window.addEventListener('pointerup', onPointerUp, { signal })
    window.addEventListener('pointercancel', end, { signal })
    window.addEventListener('blur', end, { signal })
    window.addEventListener('keydown', onKeydown, { signal, capture: true })
  }

  function onPointerMove({ clientX: x, clientY: y }: PointerEvent): void {
    if (!begun) return
    const { event, move, grip } = begun
    if (!drag.value && Math.hypot(x - event.clientX, y - event.clientY) < slip) return
    if (!drag.value) frame = requestAnimationFrame(scrollAtEdge)
    drag.value = { ...move, grip, x, y, over: laneAt(x, y) }
  }

  function onPointerUp({ screenX: x, screenY: y }: PointerEvent): void {
    const now = drag.value
    end()
    if (!now) return
    swallowClick()
    if (isOutside({ x, y }, window)) dropOutside(now.ticketId, { x, y })
    else if (now.over !== undefined && now.over !== now.from) {
      drop({ ticketId: now.ticketId, from: now.from, to: now.over })
    }
  }

  function onKeydown(event: KeyboardEvent): void {
    if (!drag.value) return
    event.stopPropagation()
    event.preventDefault()
    if (event.key === 'Escape') end()
  }

  function end(): void {
    cancelAnimationFrame(frame)
    ended?.abort()
    begun = undefined
    drag.value = undefined
  }

  function scrollAtEdge(): void {
    const now = drag.value
    if (!now) return
    for (const scroller of scrollers()) {
      const speed = scroller ? speedAt(scroller.getBoundingClientRect(), now) : 0
      if (scroller && speed !== 0) scroller.scrollTop += speed
    }
    const over = laneAt(now.x, now.y)
    if (over !== now.over) drag.value = { ...now, over }
    frame = requestAnimationFrame(scrollAtEdge)
  }

  onScopeDispose(end)
  return { drag, begin }
}

function laneAt(x: number, y: number): string | undefined {
  const place = document.elementFromPoint(x, y)?.closest('[data-lane]')
  return place instanceof HTMLElement ? place.dataset.lane : undefined
}

/** Faster the nearer the edge; px a frame. */
function speedAt({ left, right, top, bottom }: DOMRect, { x, y }: BoardDrag): number {
  if (x < left || x > right || y < top - edge || y > bottom + edge) return 0
  if (y < top + edge) return -Math.min(fastest, Math.ceil((top + edge - y) / 3))
  if (y > bottom - edge) return Math.min(fastest, Math.ceil((y - bottom + edge) / 3))
  return 0
}

/** The click that follows a drop is none. It comes in the same task, or not at all. */
function swallowClick(): void {
  const swallow = (event: MouseEvent): void => {
    event.stopPropagation()
    event.preventDefault()
  }
  window.addEventListener('click', swallow, { capture: true, once: true })
  setTimeout(() => window.removeEventListener('click', swallow, { capture: true }))
}
