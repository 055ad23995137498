import { type ObjectDirective } from 'vue'
import { nextStop, type StopMove } from './nextStop.ts'

const stops = 'a[href], button:not(:disabled)'
const mark = 'data-one-stop'
const observers = new WeakMap<HTMLElement, MutationObserver>()

/**
 * What holds many links or buttons is one stop of Tab: the one that was looked at last. Within it the arrows lead on
 * (useFrameActions): Operations alone had 190 stops.
 */
export const vOneStop: ObjectDirective<HTMLElement> = {
  mounted(root) {
    root.setAttribute(mark, '')
    root.addEventListener('focusin', ({ target }) => keepOne(root, target))
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

export function goToStop(move: StopMove): void {
  const here = document.activeElement
  const root = here?.closest<HTMLElement>(`[${mark}]`)
  if (!root) return
  const all = stopsIn(root)
  const from = all.findIndex((each) => each === here)
  const places = all.map((each) => each.getBoundingClientRect())
  all[nextStop(places, from, move)]?.focus()
}

function stopsIn(root: HTMLElement): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(stops)]
}

function keepOne(root: HTMLElement, asked?: EventTarget | null): void {
  const all = stopsIn(root)
  const one = all.find((each) => each === asked) ?? all.find((each) => each.getAttribute('tabindex') === '0') ?? all[0]
  for (const each of all) {
    const index = each === one ? '0' : '-1'
    if (each.getAttribute('tabindex') !== index) each.setAttribute('tabindex', index)
  }
}
