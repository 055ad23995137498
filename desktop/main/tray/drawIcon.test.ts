import sharp from 'sharp'
import { expect, test } from 'vitest'
import { drawBadge, drawIcon, type IconLook } from './drawIcon.ts'
import { encodePng } from './encodePng.ts'

const look: IconLook = { size: 32, onDark: true, connection: 'live', count: 0 }
const draw = (more: Partial<IconLook> = {}) => Buffer.from(drawIcon({ ...look, ...more }).pixels)

test.each([16, 20, 24, 32, 48, 64])(
  'at %i pixels it is a PNG that others can read, with clear corners',
  async (size) => {
    const bitmap = drawIcon({ ...look, size, count: 7 })
    const { data, info } = await sharp(encodePng(bitmap)).raw().toBuffer({ resolveWithObject: true })
    expect([info.width, info.height, info.channels]).toEqual([size, size, 4])
    expect(Buffer.compare(data, Buffer.from(bitmap.pixels))).toBe(0)
    expect(bitmap.pixels[3]).toBe(0)
  },
)

test('each number up to 99 looks unlike every other, also at 16 pixels; beyond that it stays', () => {
  for (const size of [16, 32]) {
    const drawn = Array.from({ length: 100 }, (_, count) => draw({ size, count }).toString('base64'))
    expect(new Set(drawn).size).toBe(100)
    expect(draw({ size, count: 1234 }).toString('base64')).toBe(drawn[99])
  }
})

test('what the connection is can be seen without its colour', () => {
  const shape = (connection: IconLook['connection']) => draw({ connection }).filter((_, index) => index % 4 === 3)
  expect(shape('live').equals(shape('offline'))).toBe(false)
  expect(draw({ connection: 'reconnecting' }).equals(draw({ connection: 'offline' }))).toBe(false)
})

test('muted it looks otherwise, with a number and without; the number stays', () => {
  for (const size of [16, 32]) {
    for (const count of [0, 7]) expect(draw({ size, count, isMuted: true }).equals(draw({ size, count }))).toBe(false)
    expect(draw({ size, count: 7, isMuted: true }).equals(draw({ size, count: 8, isMuted: true }))).toBe(false)
  }
})

test('the badge of the task bar is the number alone, each unlike every other', () => {
  const drawn = [1, 7, 10, 42, 99].map((count) => Buffer.from(drawBadge({ size: 16, count }).pixels).toString('base64'))
  expect(new Set(drawn).size).toBe(5)
  const { pixels } = drawBadge({ size: 16, count: 1 })
  expect([...pixels.subarray((8 * 16 + 1) * 4, (8 * 16 + 2) * 4)]).toEqual([217, 58, 58, 255])
})

test('on a dark bar the track is light, on a light one dark', () => {
  const brightness = (onDark: boolean) => draw({ onDark })[(26 * 32 + 16) * 4] ?? 0
  expect(brightness(true)).toBeGreaterThan(200)
  expect(brightness(false)).toBeLessThan(60)
})

test.each([1, 7, 10, 42, 99])(
  '%i stands on a red disc or pill, with digits that are wholly white at every size',
  (count) => {
    for (const size of [16, 24, 32, 48]) {
      const { pixels } = drawIcon({ ...look, size, count })
      const colours = Array.from({ length: size * size }, (_, index) =>
        pixels.subarray(index * 4, index * 4 + 4).join(),
      )
      const below = colours.slice(size * Math.ceil(size * 0.45))
      expect(below.filter((colour) => colour === '217,58,58,255').length).toBeGreaterThan(size)
      expect(below.filter((colour) => colour === '255,255,255,255').length).toBeGreaterThanOrEqual(7)
    }
  },
)
