import { type Bitmap } from './encodePng.ts'

export interface IconLook {
  /** Physical pixels on a side. */
  size: number
  /** The system's bar is dark: the track is drawn light. */
  onDark: boolean
  connection: 'live' | 'reconnecting' | 'offline'
  /** What is unread; 0 shows none, more than 99 shows 99. */
  count: number
  /** Nothing pops up or sounds: the signal is struck through, and the number is grey. */
  isMuted?: boolean
}

type Colour = readonly [red: number, green: number, blue: number]
/** How much of a point a shape covers: 0 or 1 at one sample. */
type Shape = (x: number, y: number) => boolean

const signal: Record<IconLook['connection'], Colour> = {
  live: [0x3d, 0xb8, 0x78],
  reconnecting: [0xe0, 0x9f, 0x2d],
  offline: [0x8a, 0x8f, 0x9c],
}
const badge: Colour = [0xd9, 0x3a, 0x3a]
const quietBadge: Colour = [0x6a, 0x6f, 0x7c]
const white: Colour = [0xff, 0xff, 0xff]
const light: Colour = [0xf2, 0xf3, 0xf5]
const dark: Colour = [0x1b, 0x1d, 0x24]
/** Samples on a side of each pixel: smooth at 16 pixels, where the system smooths nothing. */
const samples = 4

/** Digits of 3 by 5 squares, one row of bits after the other. */
const glyphs: readonly (readonly number[])[] = [
  [7, 5, 5, 5, 7],
  [2, 6, 2, 2, 7],
  [7, 1, 7, 4, 7],
  [7, 1, 7, 1, 7],
  [5, 5, 7, 1, 1],
  [7, 4, 7, 1, 7],
  [7, 4, 7, 5, 7],
  [7, 1, 1, 1, 1],
  [7, 5, 7, 5, 7],
  [7, 5, 7, 1, 7],
]

/** The icon in the tray: a track with its signal, in the colour of the connection; over it what is unread. In units of 32. */
export function drawIcon({ size, onDark, connection, count, isMuted = false }: IconLook): Bitmap {
  const track = onDark ? light : dark
  const layers: [Shape, Colour | undefined][] = [
    [segment([3, 26], [29, 26], 2.2), track],
    [segment([3, 26], [11, 26], 2.2), track],
    [segment([11, 26], [17, 16.5], 2.2), track],
    // A ring, and a full disc only while live: the colour is not the only sign.
    [connection === 'live' ? disc(20, 9.5, 6.4) : ring(20, 9.5, 6.4, 2.6), signal[connection]],
    ...(isMuted ? strike(track) : []),
    ...(count > 0 ? badgeLayers(shownOf(count), 32 / size, isMuted ? quietBadge : badge) : []),
  ]
  return paint(layers, size)
}

/** The number alone, over the app's own icon in Windows' task bar. */
export function drawBadge({ size, count, isMuted = false }: Pick<IconLook, 'size' | 'count' | 'isMuted'>): Bitmap {
  const text = shownOf(count)
  const pixel = 32 / size
  const unit = wholePixels(text.length > 1 ? 4 : 5, pixel)
  const width = (text.length * 4 - 1) * unit
  const digits = textOf(text, wholePixels(16 - width / 2, pixel), wholePixels(16 - 2.5 * unit, pixel), unit)
  return paint(
    [
      [disc(16, 16, 16), isMuted ? quietBadge : badge],
      [digits, white],
    ],
    size,
  )
}

function shownOf(count: number): string {
  return String(Math.min(99, Math.floor(count)))
}

function wholePixels(value: number, pixel: number): number {
  return Math.max(1, Math.round(value / pixel)) * pixel
}

/** A line through the signal, with air beside it. */
function strike(track: Colour): [Shape, Colour | undefined][] {
  return [
    [segment([11.5, 15.5], [30, 1.5], 3.4), undefined],
    [segment([11.5, 15.5], [30, 1.5], 1.5), track],
  ]
}

function paint(layers: readonly [Shape, Colour | undefined][], size: number): Bitmap {
  const pixels = new Uint8Array(size * size * 4)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) pixels.set(pixelOf(layers, x, y, 32 / size), (y * size + x) * 4)
  }
  return { width: size, height: size, pixels }
}

/** @param pixel how large one is: digits stand on whole pixels, or they cannot be read at 16 of them */
function badgeLayers(text: string, pixel: number, colour: Colour): [Shape, Colour][] {
  const whole = (value: number): number => wholePixels(value, pixel)
  const unit = whole(text.length > 1 ? 2 : 2.6)
  const width = (text.length * 4 - 1) * unit
  const left = 32 - Math.max(19, width + 5)
  return [
    [pill(left, 13, 32, 32), colour],
    [textOf(text, whole((left + 32 - width) / 2), whole(22.5 - 2.5 * unit), unit), white],
  ]
}

/** A layer without a colour takes away what is under it. */
function pixelOf(layers: readonly [Shape, Colour | undefined][], px: number, py: number, scale: number): number[] {
  const sum = [0, 0, 0, 0]
  for (let sample = 0; sample < samples ** 2; sample++) {
    const x = (px + ((sample % samples) + 0.5) / samples) * scale
    const y = (py + (Math.floor(sample / samples) + 0.5) / samples) * scale
    const top = layers.findLast(([shape]) => shape(x, y))
    if (!top?.[1]) continue
    top[1].forEach((value, channel) => (sum[channel] = (sum[channel] ?? 0) + value))
    sum[3] = (sum[3] ?? 0) + 1
  }
  const covered = sum[3] ?? 0
  if (covered === 0) return [0, 0, 0, 0]
  return [...sum.slice(0, 3).map((value) => Math.round(value / covered)), Math.round((covered / samples ** 2) * 255)]
}

function disc(cx: number, cy: number, radius: number): Shape {
  return (x, y) => (x - cx) ** 2 + (y - cy) ** 2 <= radius ** 2
}

function ring(cx: number, cy: number, radius: number, width: number): Shape {
  const [outer, inner] = [disc(cx, cy, radius), disc(cx, cy, radius - width)]
  return (x, y) => outer(x, y) && !inner(x, y)
}

/** A line with round ends. */
function segment([ax, ay]: readonly [number, number], [bx, by]: readonly [number, number], half: number): Shape {
  // A disc is a line of no length.
  const length = (bx - ax) ** 2 + (by - ay) ** 2 || 1
  return (x, y) => {
    const along = Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length))
    return (x - ax - along * (bx - ax)) ** 2 + (y - ay - along * (by - ay)) ** 2 <= half ** 2
  }
}

function pill(left: number, top: number, right: number, bottom: number): Shape {
  const radius = (bottom - top) / 2
  return segment([left + radius, top + radius], [right - radius, top + radius], radius)
}

function textOf(text: string, left: number, top: number, unit: number): Shape {
  return (x, y) => {
    const column = Math.floor((x - left) / unit)
    const row = Math.floor((y - top) / unit)
    const glyph = glyphs[Number(text[Math.floor(column / 4)])]
    return column >= 0 && column % 4 < 3 && (((glyph?.[row] ?? 0) >> (2 - (column % 4))) & 1) === 1
  }
}
