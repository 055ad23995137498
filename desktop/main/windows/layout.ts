import { Type, type Static } from 'typebox'

const rectangleSchema = Type.Object({
  x: Type.Integer(),
  y: Type.Integer(),
  width: Type.Integer({ minimum: 1 }),
  height: Type.Integer({ minimum: 1 }),
})
export type Rectangle = Static<typeof rectangleSchema>

export const layoutSchema = Type.Array(
  Type.Object({
    /** The view with its filters, as its address says. */
    path: Type.String(),
    bounds: rectangleSchema,
    zoom: Type.Number(),
    maximized: Type.Boolean(),
    fullScreen: Type.Boolean(),
    /** Shows what is selected in other windows. */
    linked: Type.Boolean(),
  }),
)
/** Which views are where; the first one is the one that was used last. */
export type Layout = Static<typeof layoutSchema>
export type PlacedWindow = Layout[number]

/** A monitor: all of it, and what the system's bars leave of it. */
export interface Monitor {
  bounds: Rectangle
  workArea: Rectangle
  scaleFactor: number
}

/** Names a set of monitors: the same ones in the same places are the same set, in whatever order they are listed. */
export function monitorsKey(monitors: readonly Monitor[]): string {
  return monitors
    .map(({ bounds: { x, y, width, height }, scaleFactor }) => `${width}x${height}@${x},${y}*${scaleFactor}`)
    .toSorted()
    .join(' ')
}

function overlap(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return Math.max(0, width) * Math.max(0, height)
}

/** The square of how far the middles are apart. */
function distance(a: Rectangle, b: Rectangle): number {
  return (a.x + a.width / 2 - b.x - b.width / 2) ** 2 + (a.y + a.height / 2 - b.y - b.height / 2) ** 2
}

/** The middle of a window says which monitor it is on. */
export function isWithin({ x, y, width, height }: Rectangle, area: Rectangle): boolean {
  const [middle, centre] = [x + width / 2, y + height / 2]
  return middle >= area.x && middle < area.x + area.width && centre >= area.y && centre < area.y + area.height
}

/** The monitor that shows most of it, or the nearest where none shows any. */
export function monitorOf(bounds: Rectangle, monitors: readonly Monitor[]): Monitor | undefined {
  return monitors.toSorted(
    (a, b) =>
      overlap(bounds, b.workArea) - overlap(bounds, a.workArea) ||
      distance(bounds, a.workArea) - distance(bounds, b.workArea),
  )[0]
}

/** The nearest place where a window is wholly on one monitor; made smaller only where that monitor is. */
export function onScreen(bounds: Rectangle, monitors: readonly Monitor[]): Rectangle {
  const area = monitorOf(bounds, monitors)?.workArea
  if (!area) return bounds
  const width = Math.min(bounds.width, area.width)
  const height = Math.min(bounds.height, area.height)
  return {
    x: Math.min(Math.max(bounds.x, area.x), area.x + area.width - width),
    y: Math.min(Math.max(bounds.y, area.y), area.y + area.height - height),
    width,
    height,
  }
}

/** The layout as these monitors can show it. */
export function fitLayout(layout: Layout, monitors: readonly Monitor[]): Layout {
  return layout.map((window) => ({ ...window, bounds: onScreen(window.bounds, monitors) }))
}

const step = 28

/** Where a further window goes: beside the one it came from, so that both can be seen. */
export function besides(from: Rectangle | undefined, monitors: readonly Monitor[]): Rectangle {
  const size = { width: 1280, height: 860 }
  if (from) return onScreen({ x: from.x + step, y: from.y + step, ...size }, monitors)
  const area = monitors[0]?.workArea ?? { x: 0, y: 0, ...size }
  const x = area.x + Math.round((area.width - size.width) / 2)
  const y = area.y + Math.round((area.height - size.height) / 2)
  return onScreen({ x, y, ...size }, monitors)
}

export type Point = Pick<Rectangle, 'x' | 'y'>

/** A window whose head is under what was let go of here. */
export function under({ x, y }: Point, monitors: readonly Monitor[]): Rectangle {
  const monitor = monitorOf({ x, y, width: 1, height: 1 }, monitors)
  return onScreen({ x: x - 200, y: y - 20, width: 1280, height: 860 }, monitor ? [monitor] : monitors)
}

/**
 * What to do with the windows that are open when the monitors have changed: those of the layout that these monitors
 * had the last time go back to where they were, the others are brought on screen.
 */
export function rearrange(open: Layout, known: Layout | undefined, monitors: readonly Monitor[]): Layout {
  const places = [...(known ?? [])]
  return open.map((window) => {
    const found = places.findIndex(({ path }) => path === window.path)
    const [before] = found < 0 ? [] : places.splice(found, 1)
    const { bounds, maximized, fullScreen } = before ?? window
    return { ...window, maximized, fullScreen, bounds: onScreen(bounds, monitors) }
  })
}
