import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  besides,
  fitLayout,
  monitorsKey,
  onScreen,
  rearrange,
  type Layout,
  type Monitor,
  type Rectangle,
} from './layout.ts'

const rectangle = (largest: number) =>
  fc.record({
    x: fc.integer({ min: -20_000, max: 20_000 }),
    y: fc.integer({ min: -20_000, max: 20_000 }),
    width: fc.integer({ min: 1, max: largest }),
    height: fc.integer({ min: 1, max: largest }),
  })

const monitor: fc.Arbitrary<Monitor> = fc
  .tuple(rectangle(8_000), fc.nat(60), fc.constantFrom(1, 1.25, 2))
  .filter(([{ width, height }, bar]) => width > 300 && height > 300 + bar)
  .map(([bounds, bar, scaleFactor]) => ({
    bounds,
    workArea: { ...bounds, y: bounds.y + bar, height: bounds.height - bar },
    scaleFactor,
  }))
const monitors = fc.array(monitor, { minLength: 1, maxLength: 5 })

const layout: fc.Arbitrary<Layout> = fc.array(
  fc.record({
    path: fc.constantFrom('/tickets', '/ticket/1', '/ticket/2', '/board'),
    bounds: rectangle(12_000),
    zoom: fc.constantFrom(0.8, 1, 1.5),
    maximized: fc.boolean(),
    fullScreen: fc.boolean(),
    linked: fc.boolean(),
  }),
  { maxLength: 6 },
)

function isWithin(inner: Rectangle, outer: Rectangle): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  )
}
const isSeen = (bounds: Rectangle, all: readonly Monitor[]) => all.some(({ workArea }) => isWithin(bounds, workArea))

test('nothing ever comes back off-screen, wherever it was and whatever monitors there are now', () => {
  fc.assert(
    fc.property(layout, fc.option(layout, { nil: undefined }), monitors, (open, known, now) => {
      for (const { bounds } of [...fitLayout(open, now), ...rearrange(open, known, now)]) {
        expect(isSeen(bounds, now)).toBe(true)
      }
    }),
  )
})

test('a window that is wholly on one monitor stays where it is', () => {
  fc.assert(
    fc.property(monitor, fc.nat(500), fc.nat(500), (now, right, down) => {
      const { x, y, width, height } = now.workArea
      fc.pre(right < width && down < height)
      const bounds = { x: x + right, y: y + down, width: width - right, height: height - down }
      expect(onScreen(bounds, [now])).toEqual(bounds)
    }),
  )
})

test('brought on screen once, it is on screen: a second time changes nothing', () => {
  fc.assert(
    fc.property(rectangle(12_000), monitor, (bounds, now) => {
      const once = onScreen(bounds, [now])
      expect(onScreen(once, [now])).toEqual(once)
    }),
  )
})

test('the same monitors are the same set, in whatever order they are listed', () => {
  fc.assert(
    fc.property(monitors, (all) => {
      expect(monitorsKey(all.toReversed())).toBe(monitorsKey(all))
    }),
  )
})

const left = { x: 0, y: 0, width: 1920, height: 1080 }
const right = { x: 1920, y: 0, width: 2560, height: 1440 }
const one: Monitor[] = [{ bounds: left, workArea: left, scaleFactor: 1 }]
const two: Monitor[] = [...one, { bounds: right, workArea: right, scaleFactor: 1 }]

function windowAt(path: string, bounds: Rectangle): Layout[number] {
  return { path, bounds, zoom: 1, maximized: false, fullScreen: false, linked: false }
}

test('a monitor is unplugged and plugged in again: its windows move over, and back to where they were', () => {
  const before = [
    windowAt('/board', { x: 100, y: 100, width: 1200, height: 900 }),
    windowAt('/tickets', { x: 2500, y: 200, width: 1600, height: 1000 }),
  ]
  const without = rearrange(before, undefined, one)
  expect(without[0]).toEqual(before[0])
  expect(isSeen(without[1]?.bounds ?? right, one)).toBe(true)
  expect(rearrange(without, before, two)).toEqual(before)
})

test('a further window does not lie exactly on the one it came from', () => {
  const from = { x: 200, y: 100, width: 1280, height: 860 }
  expect(besides(from, two)).not.toEqual(from)
  expect(isSeen(besides(undefined, one), one)).toBe(true)
})
