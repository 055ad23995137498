export type StopMove = 'up' | 'down' | 'left' | 'right'

/** Where something stands on the screen, px. */
export type Place = Pick<DOMRect, 'top' | 'bottom' | 'left' | 'right'>

/**
 * Which of several things an arrow leads to. Left and right go by their order; up and down to what stands nearest in the next
 * line, so that a row of numbers, a column of links and a table are all walked as they look.
 */
export function nextStop(places: readonly Place[], from: number, move: StopMove): number {
  const last = places.length - 1
  if (move === 'left') return Math.max(0, from - 1)
  if (move === 'right') return Math.min(last, from + 1)
  const here = places[from]
  if (!here) return 0
  const away = ({ top, bottom }: Place): number => (move === 'down' ? top - here.bottom : here.top - bottom)
  const aside = ({ left, right }: Place): number => Math.abs(left + right - here.left - here.right)
  const middle = ({ top, bottom }: Place): number => (top + bottom) / 2
  // Lines that touch overlap by the part of a pixel.
  const [nearest, ...others] = places.filter((place) => away(place) > -1).toSorted((a, b) => away(a) - away(b))
  if (!nearest) return from
  // However tall each is: what stands at the height of the nearest is in its line.
  const half = (nearest.bottom - nearest.top) / 2
  const line = others.filter((place) => Math.abs(middle(place) - middle(nearest)) < half)
  const [found] = [nearest, ...line].toSorted((a, b) => aside(a) - aside(b))
  return found ? places.indexOf(found) : from
}
