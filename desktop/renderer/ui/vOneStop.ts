import { type ObjectDirective } from 'vue'
import { nextStop, type StopMove } from './nextStop.ts'

const stops = 'a[href], button:not(:disabled)'
const mark = 'data-one-stop'
/** So many before and after are looked at for what stands above or below: all 3,600 of a day's sheet took a quarter of a second. */
const near = 60
const observers = new WeakMap<HTMLElement, MutationObserver>()
const current = new WeakMap<HTMLElement, HTMLElement>()

/**
 * What holds many links or buttons is one stop of Tab: the one that was looked at last. Within it the arrows lead on
 * (useFrameActions): Operations alone had 190 stops.
 */
export const vOneStop: ObjectDirective<HTMLElement> = {
  mounted(root) {
    root.setAttribute(mark, '')
    root.addEventListener('focusin', ({ target }) => moveTo(root, target))
    // The links come and go by their own components' updates, of which this element's know nothing.
    const observer = new MutationObserver(() => keepOne(root))
    observer.observe(root, { childList: true, subtree: true, attributeFilter: ['href', 'disabled'] })
    observers.set(root, observer)
    keepOne(root)
  },
  unmounted(root) {
    observers.get(root)?.disconnect()
  },
}

/** Whether the focus is on one of many that are one stop. */
export function isAtStop(): boolean {
  return document.activeElement?.matches(stops) === true && document.activeElement.closest(`[${mark}]`) !== null
}

export function goToStop(move: StopMove | 'first' | 'last'): void {
  const here = document.activeElement
  const root = here?.closest<HTMLElement>(`[${mark}]`)
  if (!root) return
  const all = stopsIn(root)
  if (move === 'first' || move === 'last') return all.at(move === 'first' ? 0 : -1)?.focus()
  const from = all.findIndex((each) => each === here)
  const start = Math.max(0, from - near)
  const close = all.slice(start, from + near + 1)
  const places = close.map((each) => each.getBoundingClientRect())
  close[nextStop(places, from - start, move)]?.focus()
}

function stopsIn(root: HTMLElement): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(stops)]
}

/** After what came and went: the one that was looked at last, where it is still there. */
function keepOne(root: HTMLElement): void {
  const all = stopsIn(root)
  const before = current.get(root)
  const one = all.find((each) => each === before) ?? all[0]
  for (const each of all) {
    const index = each === one ? '0' : '-1'
    if (each.getAttribute('tabindex') !== index) each.setAttribute('tabindex', index)
  }
  if (one) current.set(root, one)
}

function moveTo(root: HTMLElement, target: EventTarget | null): void {
  if (!(target instanceof HTMLElement) || !target.matches(stops)) return
  current.get(root)?.setAttribute('tabindex', '-1')
  target.setAttribute('tabindex', '0')
  current.set(root, target)
}
